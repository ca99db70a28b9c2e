import { onTestFinished } from 'vitest';
import { launchSession, type Launch, type Launched } from '../../mcp-server/domain/sessions/launch-session.ts';
import { stopSession } from '../../mcp-server/domain/sessions/stop-session.ts';
import { waitSession, type SessionOutcome } from '../../mcp-server/domain/sessions/wait-session.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import type { Agent } from '../../mcp-server/kernel/event.ts';
import { newSessionId } from '../../mcp-server/kernel/id.ts';
import type { SessionId } from '../../mcp-server/kernel/model.ts';
import { claudeEnvironment, claudeProgram } from './claude.ts';
import { makeInfra } from './infra.ts';
import { makeRepository } from './repository.ts';
import { serveScript, type Script, type ScriptedModel } from './scripted-model.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Everything a session needs: infrastructure, a scripted model, the real Claude Code, and a linked worktree. */
export interface SessionStage {
  infra: Infra;
  model: ScriptedModel;
  agent: Agent;
  /** The linked worktree that sessions work in, on branch `task`. */
  worktree: string;
  git(args: string[]): string;
  /** Launches a session of the building stage, with what `changes` says otherwise. */
  launch(changes?: Partial<Launch>): Promise<Launched>;
  /** The same, waited for. */
  run(changes?: Partial<Launch>): Promise<SessionOutcome>;
  /** The processes of a session. */
  processes(session: SessionId): number;
}

/** Sets the stage for one test and strikes it when the test is over. `environment` is added to the agent's. */
export async function setStage(
  script: Script,
  { environment = {} }: { environment?: Record<string, string> } = {},
): Promise<SessionStage> {
  const folder = temporaryFolder();
  const model = await serveScript(script);
  const infra = makeInfra({ ...claudeEnvironment({ folder, url: model.url }), ...environment });
  const repository = makeRepository();
  const worktree = `${repository.folder}/worktree`;
  repository.git(['worktree', 'add', '--quiet', '-b', 'task', worktree]);
  const agent: Agent = { name: 'claude', command: [claudeProgram, '--permission-prompts', 'none'], version: '2.1.330' };
  const launched: SessionId[] = [];
  onTestFinished(async () => {
    for (const session of launched) await stopSession(infra, { session });
    await model.close();
    infra.dispose();
    repository.dispose();
  });

  const launch: SessionStage['launch'] = async (changes = {}) => {
    const session = changes.session ?? newSessionId();
    launched.push(session);
    const result = await launchSession(infra, {
      session,
      resumes: null,
      stage: 'build',
      run: null,
      task: null,
      attempt: 1,
      agent,
      cwd: worktree,
      environment: {},
      brief: 'fanout: run=test task=one stage=build attempt=1\nDo it.',
      allowance: {},
      tools: { allow: ['Bash'], readOnly: false },
      idleMs: 60_000,
      directory: `${folder}/sessions/${session}`,
      ...changes,
    });
    if (!result.ok) throw new Error(JSON.stringify(result.failure));
    return result.value;
  };
  return {
    infra,
    model,
    agent,
    worktree,
    git: (args) => repository.git(args, { cwd: worktree }),
    launch,
    run: async (changes) => waitSession(infra, { session: (await launch(changes)).session }),
    processes: (session) => findProcesses({ token: `FANOUT_SESSION=${session}` }).length,
  };
}
