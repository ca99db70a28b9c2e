import type { Agent } from '../../kernel/event.ts';
import type { Allowance, RunId, SessionId, Stage, TaskKey } from '../../kernel/model.ts';
import { readJson, writeOnce } from './record-files.ts';
import { sessionFiles } from './session-files.ts';

/** What was launched, as `session.json` keeps it for whoever adopts the session. Holds no environment and so no secrets. */
export interface LaunchRecord {
  session: SessionId;
  resumes: SessionId | null;
  /** The agent's own name of the conversation: that of the session which began it. */
  conversation: SessionId;
  stage: Stage;
  run: RunId | null;
  task: TaskKey | null;
  attempt: number;
  agent: Agent;
  cwd: string;
  hasSchema: boolean;
  allowance: Allowance;
  idleMs: number;
  /** How long a session that writes may change nothing; absent for one that reads. */
  stuckMs?: number | undefined;
}

/** Keeps what is launched, once; a second launch of the same directory changes nothing. */
export const keepLaunch = (directory: string, record: LaunchRecord): boolean =>
  writeOnce(sessionFiles(directory).launch, `${JSON.stringify(record, null, 2)}\n`);

/** Reads what was launched in a directory, or null where nothing was. */
export const readLaunch = (directory: string): LaunchRecord | null =>
  readJson(sessionFiles(directory).launch) as LaunchRecord | null;

/** The environment entry that every process of a session carries. */
export const sessionToken = (session: SessionId): string => `FANOUT_SESSION=${session}`;
