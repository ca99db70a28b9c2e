import { list, moment, quote, span, type Explanations } from './explain-words.ts';

const overBudget = { usd: 'US dollars', tokens: 'tokens', turns: 'turns', minutes: 'minutes' };

/** Words for what goes wrong with agents and their sessions. */
export const agentExplanations = {
  'agent-missing': ({ agent, looked, refusal }) => ({
    message:
      refusal === undefined
        ? `${agent} was not found. Looked at: ${list(looked, 12)}.`
        : `${list(looked)} was asked for its version as ${agent} and did not say it: ${quote(refusal)}`,
    hint: 'Install it with `npm install -g @anthropic-ai/claude-code`, or name the program as `claude` in fanout.yaml.',
  }),
  'opinion-failed': ({ agent, detail, keptAt }) => ({
    message: `${agent} was to review as well and gave no answer: ${quote(detail)} What it was asked and printed is kept at ${keptAt}.`,
    hint: 'Mend that and retry the task, or leave it out of `reviews.others` in fanout.yaml.',
  }),
  'agent-too-old': ({ agent, version, needed }) => ({
    message: `${agent} is version ${version}; fanout needs ${needed} or newer.`,
    hint: 'Update it with `claude update`.',
  }),
  'fence-broken': ({ directory, detail }) => ({
    message: `The fence of the session in ${directory} does not hold: ${quote(detail)} Nothing was left to run behind it.`,
    hint: 'Run `fanout doctor`; settings of yours or of your organisation may switch hooks off.',
  }),
  'agent-not-logged-in': ({ agent, detail }) => ({
    message: `${agent} is not logged in: ${quote(detail)}`,
    hint: 'Start `claude`, log in with /login, then say it again; for a task of a run that is `fanout retry RUN TASK`.',
  }),
  'agent-out-of-credit': ({ agent, detail }) => ({
    message: `The account of ${agent} has no credit left: ${quote(detail)}`,
    hint: 'Add credit or log in with another account, then `fanout retry RUN TASK`.',
  }),
  'agent-rate-limited': ({ agent, detail, resetsAt }) => ({
    message: `${agent} has reached a limit of its account: ${quote(detail)}`,
    hint:
      resetsAt === null
        ? 'Wait a while, then resume the run.'
        : `The limit ends at ${moment(resetsAt)}; the task goes on by itself then.`,
  }),
  'agent-unavailable': ({ agent, detail }) => ({
    message: `The service behind ${agent} does not answer: ${quote(detail)}`,
    hint: 'Check the network and the status page of the service, then retry the task.',
  }),
  'session-over-budget': ({ session, limit, spent, keptAt }) => ({
    message: `Session ${session} was stopped after ${spent} ${overBudget[limit]}, all that its stage may spend. Its work is kept at ${keptAt}.`,
    hint: 'Allow more with `budget` of the task or of the stage in fanout.yaml, or make the task smaller; then retry it.',
  }),
  'session-silent': ({ session, idleMs, keptAt }) => ({
    message: `Session ${session} was stopped after ${span(idleMs)} without output. Its work is kept at ${keptAt}.`,
    hint: 'See its last lines with `fanout logs`. Raise `idleMinutes` in fanout.yaml if that silence was work, then retry the task.',
  }),
  'session-looping': ({ session, tool, times, keptAt }) => ({
    message: `Session ${session} was stopped: it used ${tool} ${times} times in a row with the same input. Its work is kept at ${keptAt}.`,
    hint: 'Read its transcript with `fanout logs`, say in the spec how to get past that, then retry the task.',
  }),
  'session-stuck': ({ session, minutes, keptAt }) => ({
    message: `Session ${session} was stopped: for ${minutes} minutes it was busy and changed nothing. Its work is kept at ${keptAt}.`,
    hint: 'Read its transcript with `fanout logs`, make the task smaller or clearer, then retry it.',
  }),
  'session-stopped': ({ session, keptAt }) => ({
    message: `Session ${session} was stopped as asked. Its work is kept at ${keptAt}.`,
    hint: 'Retry the task to go on.',
  }),
  'session-died': ({ session, exitCode, detail, keptAt }) => ({
    message: `Session ${session} ended without a result (${exitCode === null ? 'killed' : `exit code ${exitCode}`}): ${quote(detail)} Its work is kept at ${keptAt}.`,
    hint: 'See its last lines with `fanout logs`, then retry the task.',
  }),
  'session-failed': ({ session, detail, keptAt }) => ({
    message: `Session ${session} says that it failed: ${quote(detail)} Its work is kept at ${keptAt}.`,
    hint: 'Read its transcript with `fanout logs`, make the spec clearer where it went wrong, then retry the task.',
  }),
  'permission-denied': ({ session, tools, keptAt }) => ({
    message: `Session ${session} was refused ${list(tools)}, which it needed. Its work is kept at ${keptAt}.`,
    hint: 'Allow what is right to allow under `tools` of the task or in fanout.yaml, then retry the task.',
  }),
  'answer-invalid': ({ session, detail, keptAt }) => ({
    message: `The answer of session ${session} does not fit its schema: ${quote(detail)} It is kept at ${keptAt}.`,
    hint: 'Retry the task; name a stronger model for the stage if it happens again.',
  }),
} satisfies Partial<Explanations>;
