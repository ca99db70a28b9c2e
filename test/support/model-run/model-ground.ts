import type { Ground, StageFunction } from '../../../mcp-server/domain/coordination/work/attempt.ts';
import { recordTask } from '../../../mcp-server/domain/coordination/work/attempt.ts';
import { runSession, type Wish } from '../../../mcp-server/domain/coordination/work/run-session.ts';
import { sendBack } from '../../../mcp-server/domain/coordination/stages/send-back.ts';
import type { Launch } from '../../../mcp-server/domain/sessions/launch-session.ts';
import type { SessionOutcome } from '../../../mcp-server/domain/sessions/wait-session.ts';
import type { Infra } from '../../../mcp-server/infra/infra.ts';
import type { Failure } from '../../../mcp-server/kernel/failure.ts';
import type { Commit, Phase, SessionId, Stage } from '../../../mcp-server/kernel/model.ts';
import { ok } from '../../../mcp-server/kernel/result.ts';

/** Plays a session that was launched, in the clock's time, to what comes of it. */
export type Play = (infra: Infra, launch: Launch, signal: AbortSignal | undefined) => Promise<SessionOutcome>;

const commit = 'c'.repeat(40) as Commit;

/** A ground without git and processes: stages record what they would, their sessions are played. */
export function modelGround(folder: string, play: Play): Ground {
  const played = new Map<SessionId, Promise<SessionOutcome>>();
  const aborts = new Map<SessionId, AbortController>();
  return {
    stageOf: (phase) => stageOf(phase, folder),
    launchSession: (infra, launch) => {
      const { session, directory } = launch;
      const abort = new AbortController();
      aborts.set(session, abort);
      if (!played.has(session)) played.set(session, play(infra, launch, abort.signal));
      return Promise.resolve(ok({ session, directory }));
    },
    waitSession: async (_, { session }) => {
      const outcome = await (played.get(session) ?? unknown(session));
      played.delete(session);
      aborts.delete(session);
      return outcome;
    },
    stopSession: async (_, { session }) => {
      aborts.get(session)?.abort();
      return (await played.get(session)) ?? unknown(session);
    },
  };
}

function unknown(session: SessionId): never {
  throw new Error(`Session ${session} was never launched`);
}

function stageOf(phase: Phase, folder: string): StageFunction {
  const wish = (stage: Stage): Wish => ({
    stage,
    brief: `fanout: stage=${stage}\n`,
    cwd: folder,
    environment: {},
    tools: { allow: [], readOnly: true },
  });
  const inSession =
    (stage: Stage, done: StageFunction): StageFunction =>
    async (attempt, state) => {
      const outcome = await runSession(attempt, state, wish(stage));
      return outcome.ok ? done(attempt, state) : outcome.failure;
    };
  const stages: Partial<Record<Phase, StageFunction>> = {
    preparing: async (attempt) => {
      const workspace = { path: folder, branch: 'b', base: commit, ports: [], environment: {} };
      recordTask(attempt, { kind: 'workspace-wanted', path: folder, branch: 'b', base: commit });
      recordTask(attempt, { kind: 'workspace-ready', workspace });
      return null;
    },
    planning: inSession('plan', async (attempt) => {
      const plan = { summary: 'It is done.', paths: [`src/${attempt.task.key}.ts`], steps: ['Do it.'], checks: [], risks: [] };
      recordTask(attempt, { kind: 'plan-made', plan });
      return null;
    }),
    building: inSession('build', build),
    fixing: inSession('fix', build),
    checking: async (attempt) => {
      recordTask(attempt, { kind: 'checks-finished', report: { commit, passed: true, gates: [] } });
      return null;
    },
    reviewing: inSession('review', async (attempt, state) => {
      const hasFault = state.round === 0 && attempt.task.key.endsWith('7');
      const verdict = { commit, decision: hasFault ? ('block' as const) : ('pass' as const), summary: '', findings: [] };
      recordTask(attempt, { kind: 'review-finished', verdict });
      if (!hasFault) return null;
      const otherwise: Failure = { reason: 'review-blocks', task: state.key, findings: [], keptAt: folder };
      return sendBack(attempt, state, { because: 'findings', detail: 'Mend it.', files: [], red: [], otherwise });
    }),
    merging: async (attempt) => {
      recordTask(attempt, { kind: 'merged', commit, onto: commit, tree: 't'.repeat(40) });
      return null;
    },
    learning: async (attempt) => {
      recordTask(attempt, { kind: 'workspace-removed', path: folder, rescued: null });
      recordTask(attempt, { kind: 'task-done' });
      return null;
    },
  };
  const stage = stages[phase];
  if (!stage) throw new Error(`Nothing is done in phase ${phase}`);
  return stage;
}

const build: StageFunction = async (attempt) => {
  recordTask(attempt, { kind: 'build-finished', commit });
  return null;
};
