import type { Phase, PortLease, RunId, SessionId, TaskKey } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { readRef } from '../../infra/git/refs.ts';
import { worktreeStatus } from '../../infra/git/status.ts';
import type { Infra } from '../../infra/infra.ts';
import { readLaunch } from '../sessions/launch-record.ts';
import { isEnded, type TaskState } from '../tasks/task-state.ts';
import { enterLine } from '../workspaces/dependencies/overlay.ts';
import { ensureSupervisor } from './ensure-supervisor.ts';
import { followRun } from './follow-run.ts';
import { findTask, waitersOf } from './work/find-task.ts';
import { readRunState, readTaskState, record } from './work/record.ts';

/** A task that a person holds: where it is, and how its conversation goes on. */
export interface Attached {
  run: RunId;
  task: TaskKey;
  worktree: string;
  branch: string;
  ports: PortLease[];
  /** Opens a shell where its packages are mounted; null where they need no such shell. */
  enter: string | null;
  /** The builder's conversation, as `claude --resume` takes it; null when none was begun. */
  conversation: SessionId | null;
  /** What was going on when it was taken. */
  was: Phase;
}

/** Why a task could not be taken over. It is then as it was. */
export type AttachReason = 'run-unknown' | 'task-unknown' | 'task-not-ready' | 'supervisor-failed';

const takeable = 'in its worktree: at work, parked, blocked, failed or cancelled';

/**
 * Hands a task to a person, in its worktree. Its session is stopped with all its processes and its conversation can be resumed;
 * nothing of ours works on it until it is released. Resolves once it is so. Asking twice is harmless.
 */
export async function attachTask(
  infra: Infra,
  { run, task, signal }: { run: RunId; task: string; signal?: AbortSignal | undefined },
): Promise<Result<Attached, AttachReason>> {
  const asked = await ask(infra, { run, task });
  if (!asked.ok) return asked;
  if (asked.value.phase === 'held') return ok(describe(infra, run, asked.value));
  const supervised = await ensureSupervisor(infra);
  if (!supervised.ok) return supervised;
  const { key } = asked.value;
  for await (const view of followRun(infra, { run, ...(signal ? { signal } : {}) })) {
    const state = readTaskState(infra.store, run, key);
    if (state?.phase === 'held') return ok(describe(infra, run, state));
    if (!state?.attachAsked || view.status === 'finished' || view.status === 'cancelled') break;
  }
  return notReady(infra, { run, key, wanted: takeable });
}

/** Says the wish. What nothing works on any more is the person's at once. */
async function ask(infra: Infra, wish: { run: RunId; task: string }): Promise<Result<TaskState, AttachReason>> {
  const found = findTask(infra, wish);
  const repository = readRunState(infra.store, wish.run)?.repository;
  if (!found.ok || !repository) return found;
  const { workspace } = found.value;
  const head = workspace && (await readRef({ repository, ref: `refs/heads/${workspace.branch}` }));
  return infra.store.write(() => {
    const now = findTask(infra, wish);
    if (!now.ok || now.value.phase === 'held') return now;
    const { key, phase } = now.value;
    const at = { run: wish.run, task: key };
    if (!workspace || phase === 'done' || phase === 'learning') {
      return fail({ reason: 'task-not-ready', task: key, phase, wanted: takeable });
    }
    if (isEnded(phase)) {
      record(infra, { kind: 'task-held', ...at, head: head ?? workspace.base });
      for (const other of waitersOf(infra, at)) record(infra, { kind: 'task-retried', run: wish.run, task: other.key });
    } else record(infra, { kind: 'task-attach-asked', ...at });
    return findTask(infra, wish);
  });
}

function describe(infra: Infra, run: RunId, state: TaskState): Attached {
  const { workspace, held, sessions } = state;
  if (!workspace || !held) throw new Error(`Task ${state.key} is held without a worktree`);
  const builder = sessions.findLast(
    ({ stage, launchedAt }) => (stage === 'build' || stage === 'fix') && launchedAt >= (state.attemptedAt ?? 0),
  );
  const { path: worktree, branch, ports } = workspace;
  const conversation = builder ? (readLaunch(builder.directory)?.conversation ?? null) : null;
  const enter = enterLine(infra, worktree);
  return { run, task: state.key, worktree, branch, ports, enter, conversation, was: held.phase };
}

/** What a released task goes on with. `commit` is the person's, null when they changed nothing. */
export interface Released {
  run: RunId;
  task: TaskKey;
  commit: string | null;
  phase: Phase;
}

/**
 * Takes a task back from a person. What they committed is checked, reviewed and merged like any work; where they changed
 * nothing the task goes on where it was. Refuses while something is not committed or another branch is checked out.
 */
export async function releaseTask(
  infra: Infra,
  wish: { run: RunId; task: string },
): Promise<
  Result<
    Released,
    'run-unknown' | 'task-unknown' | 'task-not-ready' | 'wrong-branch' | 'left-uncommitted' | 'worktree-unknown' | 'git-failed'
  >
> {
  const { run } = wish;
  const found = findTask(infra, wish);
  if (!found.ok) return found;
  const { key, workspace } = found.value;
  const wanted = 'held by a person';
  if (found.value.phase !== 'held' || !workspace) return notReady(infra, { run, key, wanted });
  const { path, base } = workspace;
  const status = await worktreeStatus({ path, base });
  if (!status.ok) return status;
  const { branch, head, dirtyFiles, ahead } = status.value;
  if (branch !== workspace.branch) {
    return fail({ reason: 'wrong-branch', task: key, expected: workspace.branch, actual: branch ?? head, keptAt: path });
  }
  if (dirtyFiles.length > 0) return fail({ reason: 'left-uncommitted', task: key, files: dirtyFiles, keptAt: path });
  return infra.store.write((): Result<Released, 'task-not-ready'> => {
    const held = readTaskState(infra.store, run, key)?.held;
    if (!held) return notReady(infra, { run, key, wanted });
    record(infra, { kind: 'task-released', run, task: key, commit: head, hasWork: ahead > 0 });
    const phase = readTaskState(infra.store, run, key)?.phase ?? held.phase;
    return ok({ run, task: key, commit: head === held.head ? null : head, phase });
  });
}

function notReady(
  infra: Pick<Infra, 'store'>,
  { run, key, wanted }: { run: RunId; key: TaskKey; wanted: string },
): Result<never, 'task-not-ready'> {
  const phase = readTaskState(infra.store, run, key)?.phase ?? 'unknown';
  return fail({ reason: 'task-not-ready', task: key, phase, wanted });
}
