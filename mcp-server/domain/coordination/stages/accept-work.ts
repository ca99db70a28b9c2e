import type { Failure } from '../../../kernel/failure.ts';
import { clearStaleLocks } from '../../../infra/git/stale-locks.ts';
import { worktreeStatus } from '../../../infra/git/status.ts';
import type { SessionOutcome } from '../../sessions/wait-session.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import { recordTask, type KnownAttempt } from '../work/attempt.ts';
import { sendBack } from './send-back.ts';
import { workspaceOf } from './workspace-of.ts';

/**
 * Looks at what a writing session left: on the task's branch, committed, and new. A session that ended before it committed
 * is sent back to its work, as often as the rounds allow. One that was to mend a red check and found nothing to mend may be right:
 * the check is run again on the same commit.
 */
export async function acceptWork(attempt: KnownAttempt, state: TaskState, outcome: SessionOutcome): Promise<Failure | null> {
  const workspace = workspaceOf(state);
  const keptAt = workspace.path;
  const before = state.commit ?? workspace.base;
  const status = await worktreeStatus({ path: workspace.path, base: before });
  if (!status.ok) return status.failure;
  const { branch, head, dirtyFiles, ahead } = status.value;
  const denied: Failure | null =
    outcome.denials.length > 0 ? { reason: 'permission-denied', session: outcome.session, tools: outcome.denials, keptAt } : null;
  if (branch !== workspace.branch) {
    return { reason: 'wrong-branch', task: state.key, expected: workspace.branch, actual: branch ?? head, keptAt };
  }
  if (dirtyFiles.length > 0) {
    // A git that was killed under the session stops every later one of it; the fence keeps the session from its lock.
    const wasLocked = clearStaleLocks(attempt.run.repository, workspace.path).length > 0;
    const asked = 'The worktree has changes that are not committed. Commit what belongs to the task and remove the rest.';
    return sendBack(attempt, state, {
      because: 'checks',
      detail: wasLocked ? `${asked} A git that was killed had left a lock, which is gone now.` : asked,
      files: dirtyFiles,
      red: [],
      otherwise: denied ?? { reason: 'left-uncommitted', task: state.key, files: dirtyFiles, keptAt },
    });
  }
  if (ahead === 0 && !mayBeUnfounded(state)) {
    return sendBack(attempt, state, {
      because: 'checks',
      detail: 'There is no new commit on the branch. Do the work and commit it.',
      files: [],
      red: [],
      otherwise: denied ?? unanswered(state, keptAt) ?? { reason: 'nothing-committed', task: state.key, keptAt },
    });
  }
  recordTask(attempt, { kind: 'build-finished', commit: head });
  return null;
}

/** Whether all that a session was asked to mend are checks that were red once, on a commit of its own. */
const mayBeUnfounded = ({ commit, fix }: TaskState): boolean =>
  commit !== null && fix?.because === 'checks' && fix.red.length > 0;

/** What a fixing session was asked to mend and did not touch: that is the task's trouble, and not that nothing was committed. */
function unanswered({ key, fix }: TaskState, keptAt: string): Failure | null {
  const [first] = fix?.red ?? [];
  if (!fix || !first) return null;
  return {
    reason: 'checks-failed',
    task: key,
    commands: fix.red.map(({ command }) => command),
    red: fix.red,
    outputPath: first.outputPath,
    keptAt,
  };
}
