import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import { makeCgroup } from '../../infra/process/cgroup.ts';
import { findProcesses } from '../../infra/process/find-processes.ts';
import { hasProc } from '../../infra/process/identity.ts';
import { scrubEnvironment } from '../../infra/process/scrub.ts';
import { startDetached } from '../../infra/process/start-detached.ts';
import { withLock } from '../../infra/store/lock.ts';
import type { Agent } from '../../kernel/event.ts';
import type { Allowance, RunId, SessionId, Stage, TaskKey } from '../../kernel/model.ts';
import { shipped } from '../../kernel/installation.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { temporaryFolder } from '../workspaces/workspace-environment.ts';
import { agentEnvironment } from './agents/agent-environment.ts';
import { agentCommand } from './agents/agent-command.ts';
import { proveFence, sessionSettings, type Guard } from './agents/session-settings.ts';
import { endTree } from './end-tree.ts';
import { keepLaunch, readLaunch, sessionToken, type LaunchRecord } from './launch-record.ts';
import { writeOnce, writeWhole } from './record-files.ts';
import { sessionFiles } from './session-files.ts';
import { userLine } from './session-input.ts';
import { readState } from './session-state.ts';
import { registerSession, readSession } from './session-table.ts';

/** A session to launch. */
export interface Launch {
  session: SessionId;
  /** The session whose conversation goes on, or null for a new one. */
  resumes: SessionId | null;
  stage: Stage;
  run: RunId | null;
  task: TaskKey | null;
  attempt: number;
  agent: Agent;
  /** The worktree it works in. */
  cwd: string;
  /** What it gets besides the scrubbed environment and what the agent itself needs. */
  environment: Record<string, string>;
  /** Names of the person's own variables that it may see. */
  passEnvironment?: readonly string[] | undefined;
  brief: string;
  /** Text that goes beside the agent's system prompt. */
  rules?: string | undefined;
  /** The JSON schema of the answer. */
  schema?: object | undefined;
  model?: string | undefined;
  allowance: Allowance;
  tools: {
    /** Permission rules such as `Bash(npm test *)`. */
    allow: string[];
    /** No file may be written, and only commands that a rule allows run. */
    readOnly: boolean;
  };
  /** What must be there before the session may end, or null when nothing is due. */
  due?: Guard['due'] | undefined;
  /** Commands that it is refused besides what the fence refuses. */
  refusals?: Guard['refusals'];
  /** How long it may print nothing. */
  idleMs: number;
  /** How long it may be busy without changing anything in its worktree. */
  stuckMs?: number | undefined;
  /** A folder of its own, used once: transcript, brief, exit status. */
  directory: string;
}

/** A session that was launched, by this call or an earlier one. */
export interface Launched {
  session: SessionId;
  directory: string;
}

/** Why a session could not be launched. */
export type Unlaunched = 'process-failed' | 'session-died' | 'fence-broken' | 'lock-busy';

const shim = shipped('mcp-server', 'domain', 'sessions', 'shim.sh');
// The shim says who it is a few milliseconds after its start; a machine that swaps needs longer.
const startWithinMs = 15_000;
const stillborn = { reason: 'session-died', exitCode: null, detail: 'it was ended before it had begun.' } as const;
// Nobody tells us when the shim is killed before it could say who it is.
const lookEveryMs = 500;
const launchPatienceMs = 2 * startWithinMs;

/**
 * Starts a session, detached, and returns once it runs. Said twice for the same directory it starts once: a session that an
 * earlier process launched is left as it is. Follow it with `waitSession`.
 */
export async function launchSession(infra: Infra, launch: Launch): Promise<Result<Launched, Unlaunched>> {
  const { session, directory } = launch;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = sessionFiles(directory).launchLock;
  const started = await withLock(infra.clock, { path, patienceMs: launchPatienceMs }, () => startOnce(infra, launch));
  const failed = started.ok ? started.value : started;
  return failed.ok ? ok({ session, directory }) : failed;
}

async function startOnce(infra: Infra, launch: Launch): Promise<Result<null, Unlaunched>> {
  const { directory } = launch;
  const record = prepare(infra, launch);
  if (readState(directory).kind === 'absent') {
    const started = await start(infra, { launch, record });
    if (!started.ok) return started;
  }
  const sinceMs = infra.clock.elapsed();
  const isStarted = () => !['absent', 'starting'].includes(readState(directory).kind);
  let isLost = false;
  for (let looks = 1; !isLost && infra.clock.elapsed() - sinceMs < startWithinMs;) {
    if (isStarted()) return ok(null);
    await infra.clock.sleep(5);
    if (infra.clock.elapsed() - sinceMs < looks * lookEveryMs) continue;
    looks += 1;
    isLost = !mayLive(record) && !isStarted();
  }
  // Its control group is there, too.
  await endTree(infra.clock, { record, directory, graceMs: 0 });
  if (isLost) return fail({ ...stillborn, session: record.session, keptAt: record.cwd });
  const stderr = `It did not start within ${startWithinMs / 1000} s.`;
  return fail({ reason: 'process-failed', command: `sh ${shim}`, exitCode: null, stderr });
}

/** Whether anything of a session may live: elsewhere than on Linux not every environment can be read. */
const mayLive = ({ session }: LaunchRecord): boolean => !hasProc || findProcesses({ token: sessionToken(session) }).length > 0;

/** Starts the shim with the agent in it, behind a fence that was tried first. */
async function start(
  infra: Infra,
  { launch, record }: { launch: Launch; record: LaunchRecord },
): Promise<Result<number, Unlaunched>> {
  const { directory, cwd, tools, due = null, refusals } = launch;
  const temporary = temporaryFolder(infra, cwd);
  const writable = tools.readOnly ? [] : [cwd, ...(existsSync(temporary) ? [temporary] : [])];
  const settings = await sessionSettings({ directory, writable, due, refusals });
  const fence = await proveFence({ directory, writable });
  if (!fence.ok) return fence;
  const { rules: rulesPath, cgroup: cgroupPath } = sessionFiles(directory);
  // Written down before anybody can be in it.
  const cgroup = makeCgroup(launch.session);
  if (cgroup !== null) writeWhole(cgroupPath, cgroup);
  const command = agentCommand({ ...launch, conversation: record.conversation, settings, rulesPath });
  return startDetached({
    command: 'sh',
    args: [shim, directory, ...command],
    cwd,
    environment: sessionEnvironment(infra, launch),
    outputPath: join(directory, 'shim.log'),
  });
}

/** Writes all that the session is launched with, or finds it written by an earlier call. */
function prepare(infra: Infra, launch: Launch): LaunchRecord {
  const { directory, session, resumes, stage, run, task, attempt, agent, cwd, allowance, idleMs, stuckMs } = launch;
  const files = sessionFiles(directory);
  const conversation = resumes === null ? session : conversationOf(infra, resumes);
  const hasSchema = launch.schema !== undefined;
  const record = { session, resumes, conversation, stage, run, task, attempt, agent, cwd, hasSchema, allowance, idleMs, stuckMs };
  writeFileSync(files.rules, launch.rules ?? '', { mode: 0o600 });
  writeOnce(files.input, userLine(launch.brief).line);
  // Made here and not by the shim, so that nobody else can ever read them.
  for (const path of [files.output, files.errors]) writeFileSync(path, '', { mode: 0o600, flag: 'a' });
  keepLaunch(directory, record);
  registerSession(infra.store, { ...record, directory, at: infra.clock.now() });
  return readLaunch(directory) ?? record;
}

function conversationOf(infra: Infra, session: SessionId): SessionId {
  const row = readSession(infra.store, session);
  return (row && readLaunch(row.directory)?.conversation) ?? session;
}

const sessionEnvironment = (infra: Infra, { session, environment, passEnvironment, agent }: Launch): Record<string, string> => ({
  ...scrubEnvironment(infra.environment, { pass: passEnvironment ?? [] }),
  ...environment,
  ...agentEnvironment(infra.environment, agent),
  FANOUT_SESSION: session,
});
