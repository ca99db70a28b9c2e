import { list, places, quote, type Explanations } from './explain-words.ts';

const count = (number: number): string => (number === 1 ? 'one problem' : `${number} problems`);

/** Words for what is wrong with what the person gave us. */
export const givenExplanations = {
  'file-unreadable': ({ path, detail }) => ({
    message: `${path} cannot be read: ${quote(detail)}`,
    hint: 'Check the path and its permissions.',
  }),
  'graph-invalid': ({ path, problems }) => ({
    message: `${path} is refused for ${count(problems.length)}; nothing was started.${places(problems)}`,
    hint: 'Mend the places named, then run it again. `fanout schema graph` prints what a graph may hold.',
  }),
  'config-invalid': ({ path, problems }) => ({
    message: `${path} is refused for ${count(problems.length)}; nothing was started.${places(problems)}`,
    hint: 'Mend the places named, then run it again. `fanout schema config` prints what the configuration may hold.',
  }),
  'argument-invalid': ({ name, value, expected }) => ({
    message:
      value === ''
        ? `${name} is not given; it has to be ${expected}.`
        : `${name} is ${JSON.stringify(value)}, which is not ${expected}.`,
    hint: `Give ${name} as ${expected}.`,
  }),
  'arguments-invalid': ({ tool, problems }) => ({
    message: `${tool} was not called, for ${count(problems.length)} with its arguments.${places(problems)}`,
    hint: 'Call it again with what is named mended.',
  }),
  'run-unknown': ({ run }) => ({
    message: run === '' ? 'There is no run yet.' : `There is no run ${run}.`,
    hint: run === '' ? 'Start one with `fanout run <graph>`.' : '`fanout status --all` lists the runs of this machine.',
  }),
  'task-unknown': ({ run, task, known }) => ({
    message: `Run ${run} has no task ${task}.`,
    hint: `Its tasks are ${list(known, 20)}.`,
  }),
  'task-not-ready': ({ task, phase, wanted }) => ({
    message: `Task ${task} is ${phase}; this works on a task that is ${wanted}.`,
    hint: `Wait until task ${task} is ${wanted}. \`fanout status\` shows where it stands.`,
  }),
  'session-unknown': ({ session }) => ({
    message: `There is no session ${session}.`,
    hint: '`fanout status` shows the sessions of each task.',
  }),
  'session-ended': ({ session }) => ({
    message: `Session ${session} has ended, so it reads no more messages.`,
    hint: 'Its transcript remains: `fanout logs` shows it. Retry the task to start a new session.',
  }),
  'not-agreed': ({ what }) => ({
    message: `Nobody agreed to this: ${quote(what)} Nothing was done.`,
    hint: 'Read the plan above, then say it again with `--yes`.',
  }),
} satisfies Partial<Explanations>;
