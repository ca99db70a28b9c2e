import type { RunId, TaskKey } from './model.ts';

/** Every ref that fanout makes lies below one of these two, so that one sweep finds them all. */
export const branchPrefix = 'refs/heads/fanout/';
export const refPrefix = 'refs/fanout/';

/** The branch that a run's merges go to, without `refs/heads/`. */
export const mergedBranch = (run: RunId): string => `fanout/${run}/merged`;

/** The branch that a task works on, without `refs/heads/`. */
export const taskBranch = (run: RunId, task: TaskKey): string => `fanout/${run}/task/${task}`;

/** The branch of a remote that the pull request of a task is made of, without `refs/heads/`. */
export const pullBranch = (run: RunId, task: TaskKey): string => `fanout/${run}/pr/${task}`;

/** Where the work of an ended attempt is kept when its branch goes. */
export const attemptRef = (run: RunId, task: TaskKey, attempt: number): string => `${refPrefix}${run}/attempt/${task}/${attempt}`;

/** Where uncommitted work is kept when its worktree goes. */
export const rescueRef = (run: RunId, task: TaskKey, at: number): string => `${refPrefix}${run}/rescue/${task}/${at}`;

/** Keeps a commit alive that no branch names yet. */
export const keepRef = (run: RunId, commit: string): string => `${refPrefix}${run}/keep/${commit}`;

/** The variable that names a leased port. */
export const portVariable = (name: string): string => `PORT_${name.toUpperCase().replaceAll('-', '_')}`;

/** The file of a repository that its lessons are written in, one event a line. Lines of both sides of a merge are kept. */
export const ledgerPath = '.fanout/lessons.jsonl';
