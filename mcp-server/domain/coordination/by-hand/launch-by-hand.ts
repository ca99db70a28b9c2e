import { newSessionId } from '../../../kernel/id.ts';
import type { SessionId, Stage } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { briefHeader } from '../../reviews/brief-header.ts';
import { findClaude } from '../../sessions/agents/find-claude.ts';
import { launchSession } from '../../sessions/launch-session.ts';
import { listSessions } from '../../sessions/list-sessions.ts';
import { stageAllowance } from '../work/allowance.ts';
import { sessionDirectory } from '../work/directories.ts';
import { builderRules, readerRules } from '../work/gates-of.ts';
import { defaultModels } from '../work/run-session.ts';
import { readRules } from '../work/rules.ts';
import { gatesOfRun } from '../work/gates-of-run.ts';
import type { Place } from './find-place.ts';

/** A session to launch by hand. What is left out comes from the configuration. */
export interface Errand {
  place: Pick<Place, 'base' | 'repository' | 'config' | 'run' | 'task' | 'path' | 'head' | 'environment'>;
  stage: Stage;
  /** What it is to do. The header line goes before it unless it has one. */
  text: string;
  resumes?: SessionId | undefined;
  model?: string | undefined;
  usd?: number | undefined;
  turns?: number | undefined;
  minutes?: number | undefined;
  /** Permission rules beyond those that every session of its stage has. */
  tools?: string[] | undefined;
  schema?: object | undefined;
  /** Where it works, when that is not the worktree itself. */
  cwd?: string | undefined;
}

const writing = new Set<Stage>(['build', 'fix']);

/** Launches a session in a worktree, with the rules, fence and budget that a run would give it. It goes on without us. */
export async function launchByHand(infra: Infra, errand: Errand): Promise<Result<{ session: SessionId; directory: string }>> {
  const { place, stage, text, tools = [], usd, turns, minutes } = errand;
  const { config, run, task } = place;
  const agent = await findClaude(infra.environment, config.claude);
  if (!agent.ok) return agent;
  const gates = await gatesOfRun(place);
  const session = newSessionId();
  const count = listSessions(infra, { run }).filter((one) => one.task === task).length;
  const header = briefHeader({ run, task, attempt: 1 }, stage);
  const isWriting = writing.has(stage);
  const launched = await launchSession(infra, {
    session,
    resumes: errand.resumes ?? null,
    stage,
    run,
    task,
    attempt: 1,
    agent: agent.value,
    cwd: errand.cwd ?? place.path,
    environment: place.environment,
    passEnvironment: config.passEnvironment,
    brief: text.startsWith('fanout: ') ? text : `${header}\n\n${text}`,
    rules: await readRules(stage),
    schema: errand.schema,
    model: errand.model ?? config.stages[stage]?.model ?? defaultModels[stage],
    allowance: { ...stageAllowance(config, stage), ...defined({ usd, turns, minutes }) },
    tools: {
      allow: [...(isWriting ? builderRules(gates) : readerRules(gates)), ...config.tools, ...tools],
      readOnly: !isWriting,
    },
    due: isWriting ? { worktree: place.path, since: place.head, checks: gates } : null,
    idleMs: config.idleMinutes * 60_000,
    directory: sessionDirectory(infra, { run: { run }, task: { key: task }, session, stage, count }),
  });
  return launched.ok ? ok({ session, directory: launched.value.directory }) : launched;
}

const defined = <T extends Record<string, number | undefined>>(values: T): { [K in keyof T]?: number } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: number };
