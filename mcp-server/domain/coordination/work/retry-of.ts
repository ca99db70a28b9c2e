import type { Failure } from '../../../kernel/failure.ts';
import { explain } from '../../../kernel/explain.ts';
import type { SessionId, Stage } from '../../../kernel/model.ts';
import type { TaskSession, TaskState } from '../../tasks/task-state.ts';

/** Which session of a task is meant. */
export interface SessionKind {
  stage: Stage;
  about?: string | null | undefined;
}

/** Whether a session is of a kind. */
export const isOf = (session: TaskSession, { stage, about = null }: SessionKind): boolean =>
  session.stage === stage && (session.about ?? null) === about;

/**
 * How a session goes on from an earlier one of its kind that failed: in the same conversation, where that was begun, and
 * told why. Without one it begins as it was wished.
 */
export function retryOf(
  state: TaskState,
  wish: SessionKind & { brief: string; resumes?: SessionId | null },
): { brief: string; resumes: SessionId | null } {
  const earlier = state.sessions.filter(
    (session) => isOf(session, wish) && session.launchedAt >= (state.attemptedAt ?? 0) && session.launchedAt < state.since,
  );
  const last = earlier.at(-1);
  // One that ended well may have given an answer that was no use.
  const failure = last?.failure ?? state.setback;
  if (!last || !failure) return { brief: wish.brief, resumes: wish.resumes ?? null };
  const brief = withNote(wish.brief, failure);
  if (hasSpoken(last)) return { brief, resumes: last.id };
  // A conversation that two sessions could not go on with is not there any more.
  const failedToGoOn = earlier
    .slice(-2)
    .filter(({ resumes, failure: why }) => resumes !== null && why?.reason === 'session-died');
  if (failedToGoOn.length === 2) return { brief, resumes: null };
  return { brief, resumes: last.resumes ?? wish.resumes ?? null };
}

const hasSpoken = ({ spending }: TaskSession): boolean =>
  spending !== null && spending.turns + spending.inputTokens + spending.outputTokens > 0;

/** Puts the reason below the first line, which names run, task and stage. */
function withNote(brief: string, failure: Failure): string {
  const at = brief.indexOf('\n');
  const note = `\nYour last session on this ended early: ${explain(failure).message} Look at what is there (\`git status\`, \`git log\`) and go on from that.\n`;
  return at === -1 ? `${brief}\n${note}` : `${brief.slice(0, at + 1)}${note}${brief.slice(at + 1)}`;
}
