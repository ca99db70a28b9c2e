import { list, quote, type Explanations } from './explain-words.ts';

const dollars = (usd: number): string => `US$ ${usd.toFixed(2)}`;

const stillBlocks = {
  repeated: 'found the same again after its fix',
  'rounds-spent': 'still blocks after every round of fixing',
  unproven: 'names a critical fault that no replay showed',
};

/** Words for a task that ends short of its goal. */
export const taskExplanations = {
  defect: ({ detail }) => ({
    message: `fanout itself failed here: ${quote(detail)} Other tasks went on; what was committed stands.`,
    hint: 'Retry the task. `fanout doctor` names the log to send with a bug report.',
  }),
  'nothing-committed': ({ task, keptAt }) => ({
    message: `Task ${task} ended its build without a commit. What there is is kept at ${keptAt}.`,
    hint: 'See what the session said with `fanout logs`; say in the spec what must change, then retry the task.',
  }),
  'left-uncommitted': ({ task, files, keptAt }) => ({
    message: `Task ${task} left ${list(files)} uncommitted. They are kept at ${keptAt}.`,
    hint: `Commit there, then say \`fanout release\` where you hold the task, or merge the branch of that worktree. Or \`fanout retry RUN ${task}\` starts anew; what stands there is kept, and \`fanout workspace restore RUN/${task}\` brings it back.`,
  }),
  'wrong-branch': ({ task, expected, actual, keptAt }) => ({
    message: `Task ${task} committed on ${actual} instead of ${expected}. Its commits are kept at ${keptAt}.`,
    hint: `Look at them with \`git log ${actual}\`, then retry the task.`,
  }),
  'checks-failed': ({ task, commands, outputPath, keptAt }) => ({
    message: `Task ${task} still fails ${list(commands)} after every round of fixing. The output is in ${outputPath}, the work is kept at ${keptAt}.`,
    hint: 'Read the output. Mend the check if it is wrong or the spec if it asks for too much, then retry the task.',
  }),
  'gates-weakened': ({ task, objections, keptAt }) => ({
    message: `Task ${task} weakens what would check it, or takes back what landed: ${quote(objections.join('; '))} The work is kept at ${keptAt}.`,
    hint: 'Mend that part there. If it is meant, name the files under `gates.allow` in fanout.yaml and start the task in a new run.',
  }),
  'branch-weakened': ({ run, branch, into, objections }) => ({
    message: `${branch} has commits that nobody checked and that weaken the gates: ${quote(objections.join('; '))} Nothing moved.`,
    hint: `Take them off that branch, or when you mean them say \`fanout merge ${run} --into ${into} --weakened\`.`,
  }),
  'review-blocks': ({ task, because, findings, keptAt }) => ({
    message: `The review of task ${task} ${stillBlocks[because ?? 'rounds-spent']}: ${list(findings)}. The work is kept at ${keptAt}.`,
    hint: 'Read the findings with `fanout status`, then decide with `fanout decide`: accept the commit, send it back with a word, or give it up.',
  }),
  'commit-unreviewed': ({ task, reviewed, actual, keptAt }) => ({
    message: `Task ${task} was reviewed at ${reviewed}. Its work is kept at ${keptAt} and ${actual === null ? 'has changes that are not committed' : `stands at ${actual}`}; a verdict holds for its commit alone.`,
    hint: 'Send the task back with a word, so that it is reviewed as it is now, or take those changes off its branch.',
  }),
  'conflict-unresolved': ({ task, files, keptAt }) => ({
    message: `Task ${task} conflicts with what landed before it, in ${list(files)}. The work is kept at ${keptAt}.`,
    hint: 'Resolve it there by hand, or retry the task on top of what landed.',
  }),
  'dependency-failed': ({ task, dependency }) => ({
    message: `Task ${task} was not started, since task ${dependency}, which it depends on, did not land.`,
    hint: `Retry task ${dependency}; ${task} follows by itself.`,
  }),
  'lesson-refused': ({ task, problems }) =>
    task === null
      ? {
          message: `What was shown may not become a rule: ${quote(problems.join('; '))}`,
          hint: 'Nothing was written. Show a command that fails on the one commit and passes on the other, or write the rule yourself.',
        }
      : {
          message: `What was drafted as a lesson of task ${task} may not become a rule: ${quote(problems.join('; '))}`,
          hint: 'Nothing was written. The transcript shows the draft; write the rule yourself if it is worth one.',
        },
  'lesson-unprovable': ({ lesson, detail }) => ({
    message: `Lesson ${lesson} cannot be tried out. ${detail}`,
    hint: 'It stays as it is. `fanout lessons promote` says yes to it without trials.',
  }),
  'budget-spent': ({ scope, unit, limit, spent }) => ({
    message: `The budget of ${scope} is spent: ${amount(unit, spent)} of ${amount(unit, limit)}. What landed until then stands.`,
    hint: scope.startsWith('run ')
      ? `\`fanout retry ${scope.slice(4)} --budget-usd AMOUNT\` allows more; what was under way goes on where it was.`
      : 'Allow more with `budget` of the task in a new run, or take the rest over by hand.',
  }),
} satisfies Partial<Explanations>;

const amount = (unit: 'usd' | 'tokens' | 'turns' | 'minutes', value: number): string =>
  unit === 'usd' ? dollars(value) : `${Math.round(value)} ${unit}`;
