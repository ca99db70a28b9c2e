import type { Failure } from '../../../kernel/failure.ts';
import { newSessionId } from '../../../kernel/id.ts';
import type { Allowance, SessionId, Stage } from '../../../kernel/model.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { unlockRefsSince } from '../../../infra/git/ref-lock.ts';
import { clearStaleLocks } from '../../../infra/git/stale-locks.ts';
import type { Launch } from '../../sessions/launch-session.ts';
import type { SessionOutcome } from '../../sessions/wait-session.ts';
import type { TaskSession, TaskState } from '../../tasks/task-state.ts';
import { allowanceFor } from './allowance.ts';
import { recordTask, type Attempt } from './attempt.ts';
import { countUse } from './count-use.ts';
import { sessionDirectory } from './directories.ts';
import type { Told } from './lessons-for.ts';
import { isOf, retryOf, type SessionKind } from './retry-of.ts';
import { refusalsFor } from './refusals-for.ts';
import { readRules } from './rules.ts';

/** What a stage asks of a session. */
export interface Wish {
  stage: Stage;
  brief: string;
  cwd: string;
  environment: Record<string, string>;
  resumes?: SessionId | null;
  /** The JSON schema of a structured answer. */
  schema?: object;
  tools: { allow: string[]; readOnly: boolean };
  /** What must be there before a writing session may end. */
  due?: Launch['due'];
  /** Which of several things of the same stage it is about. */
  about?: string;
  /** The lessons that its brief carries. */
  told?: Told;
  /** The model, where the stage has chosen one. */
  model?: string;
}

// Others give back what they did not need within seconds to minutes.
const waitMs = 100;

/** The model of each stage where nothing else is said: light ones plan, read and draft; a strong one builds and mends. */
export const defaultModels: Record<Stage, string> = {
  plan: 'sonnet',
  build: 'opus',
  review: 'sonnet',
  fix: 'opus',
  learn: 'haiku',
};

/**
 * Runs one session of the task to its end. A session that an earlier supervisor launched for this stage is adopted instead
 * of started again. The outcome's failure, if any, is the result's failure.
 */
export async function runSession(
  attempt: Attempt,
  state: TaskState,
  wish: Wish,
): Promise<Result<SessionOutcome & { directory: string }>> {
  const { infra, run, task, signal, ground } = attempt;
  const own = sessionOfThisPhase(state, wish);
  const session = own?.id ?? newSessionId();
  const directory =
    own?.directory ?? sessionDirectory(infra, { ...attempt, session, stage: wish.stage, count: state.sessions.length });
  const again = retryOf(state, wish);
  const resumes = own ? own.resumes : again.resumes;
  const { stage, about } = wish;
  if (own) attempt.limiter.adopt();
  else if (!wish.tools.readOnly) clearStaleLocks(run.repository, wish.cwd);
  const beganAt = own?.launchedAt ?? infra.clock.now();
  const granted = own
    ? ok(own.allowance ?? {})
    : await enter(attempt, stage, (allowance) =>
        recordTask(attempt, { kind: 'session-launching', session, stage, resumes, about, allowance, directory }),
      );
  if (!granted.ok) return granted;
  const launched = await ground.launchSession(infra, {
    session,
    resumes,
    stage,
    run: run.run,
    task: task.key,
    attempt: state.attempt,
    agent: run.agent,
    cwd: wish.cwd,
    environment: wish.environment,
    passEnvironment: run.config.passEnvironment,
    brief: again.brief,
    rules: await readRules(wish.stage),
    schema: wish.schema,
    model: wish.model ?? task.models[wish.stage] ?? run.config.stages[wish.stage]?.model ?? defaultModels[wish.stage],
    allowance: granted.value,
    tools: wish.tools,
    due: wish.due,
    refusals: wish.tools.readOnly ? [] : await refusalsFor(attempt),
    idleMs: run.config.idleMinutes * 60_000,
    // Long enough to read a large repository and to wait for slow tests.
    stuckMs: wish.tools.readOnly ? undefined : run.config.idleMinutes * 3 * 60_000,
    directory,
  });
  if (!launched.ok) {
    recordEnd(attempt, { session, stage: wish.stage, outcome: null, failure: launched.failure });
    return launched;
  }
  const outcome = await ground.waitSession(infra, { session, signal });
  // Cancelled: whoever cancelled stops the session and records its end.
  if (signal.aborted) attempt.limiter.leave(null);
  if (signal.aborted) return fail({ reason: 'session-stopped', session, keptAt: directory });
  if (!wish.tools.readOnly) await unlockRefsSince(run.repository, beganAt);
  countUse(attempt, { session, stage, directory, told: wish.told });
  recordEnd(attempt, { session, stage: wish.stage, outcome, failure: outcome.failure });
  return outcome.failure ? fail(outcome.failure) : ok({ ...outcome, directory });
}

/** The session that was launched for this stage already: under way, or ended before what came of it was recorded. */
const sessionOfThisPhase = (state: TaskState, { stage, about = null }: SessionKind): TaskSession | null =>
  state.sessions.find((session) => isOf(session, { stage, about }) && session.launchedAt >= state.since) ?? null;

/**
 * Waits until account and budget have room for a session, and takes it. The launch is recorded in the same breath as the
 * money is granted, so that no two sessions are granted the same.
 */
async function enter(attempt: Attempt, stage: Stage, launching: (allowance: Allowance) => void): Promise<Result<Allowance>> {
  const { infra, signal, limiter } = attempt;
  const closed = await limiter.enter(signal);
  if (closed) return fail(closed);
  for (;;) {
    const granted = allowanceFor(attempt, stage);
    if (granted.is === 'granted' && !signal.aborted) {
      launching(granted.allowance);
      return ok(granted.allowance);
    }
    if (granted.is === 'spent' || signal.aborted) {
      limiter.leave(null);
      return fail(granted.is === 'spent' ? granted.failure : { reason: 'session-stopped', session: '', keptAt: '' });
    }
    await infra.clock.sleep(waitMs, signal);
  }
}

function recordEnd(
  attempt: Attempt,
  end: { session: SessionId; stage: Stage; outcome: SessionOutcome | null; failure: Failure | null },
): void {
  const spending = end.outcome?.spending ?? { usd: 0, inputTokens: 0, outputTokens: 0, turns: 0, models: {} };
  attempt.limiter.leave(end.failure);
  recordTask(attempt, { kind: 'session-ended', session: end.session, stage: end.stage, spending, failure: end.failure });
}
