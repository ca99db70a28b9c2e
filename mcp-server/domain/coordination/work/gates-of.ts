import { lessonGate } from '../../lessons/render-check.ts';
import type { Attempt } from './attempt.ts';

/** The commands that a task's commits must pass: the repository's, the task's own, and what was learnt, each once. */
export const gatesOf = ({ run, task }: Pick<Attempt, 'run' | 'task'>): string[] => [
  ...new Set([...(run.config.checks ?? []), ...task.checks, ...learntGates(run)]),
];

/** The checks that this run's own lessons became, where nobody wants to be asked first. */
const learntGates = ({ config, lessons }: Attempt['run']): string[] =>
  config.lessonChecks === 'auto' && lessons.some(({ lesson }) => lesson.form === 'check') ? [lessonGate] : [];

// Enough to write, test and commit. Anything more is for the person to allow, in `tools`.
const always = [
  'Read',
  'Glob',
  'Grep',
  'Edit',
  'Write',
  'MultiEdit',
  'NotebookEdit',
  'TodoWrite',
  ...['add', 'commit', 'status', 'diff', 'log', 'show', 'mv', 'rm', 'restore', 'rev-parse', 'ls-files', 'merge --continue'].map(
    (verb) => runs(`git ${verb}`),
  ),
  ...[
    'ls',
    'cat',
    'head',
    'tail',
    'wc',
    'mkdir',
    'sed -n',
    'grep',
    'find',
    'pwd',
    'echo',
    'node',
    'npm test',
    'npm run',
    'npx',
  ].map((program) => `Bash(${program}:*)`),
];

/** The permission rules of a session that writes; it may run the gates. */
export const builderRules = (gates: readonly string[]): string[] => [...always, ...gates.map(runs)];

/** The permission rules of a session that reads and runs gates, but changes nothing. */
export const readerRules = (gates: readonly string[]): string[] => [
  'Read',
  'Glob',
  'Grep',
  ...['status', 'diff', 'log', 'show', 'rev-parse', 'ls-files', 'blame'].map((verb) => runs(`git ${verb}`)),
  ...['ls', 'cat', 'head', 'tail', 'wc', 'sed -n', 'grep', 'find', 'pwd', 'node', 'npm test'].map(runs),
  ...gates.map(runs),
];

/** The permission rules of a task's building sessions: ours, and what the person allows besides. */
export const builderTools = (attempt: Pick<Attempt, 'run' | 'task'>): string[] => [
  ...builderRules(gatesOf(attempt)),
  ...attempt.run.config.tools,
  ...attempt.task.tools,
];

function runs(command: string): string {
  return `Bash(${command}:*)`;
}
