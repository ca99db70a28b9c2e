import type { Agent } from '../../../kernel/event.ts';
import type { SessionId } from '../../../kernel/model.ts';
import type { SessionDigest } from '../stream/session-digest.ts';

/** Why a session did not end by itself. */
export interface Stop {
  because: 'stopped' | 'unfenced' | 'idle' | 'minutes' | 'tokens' | 'looping' | 'denied' | 'stuck' | 'lingering';
  /** How long it ran until then. */
  ranMs: number;
}

/** All that is known of a session that has ended. */
export interface Evidence {
  session: SessionId;
  agent: Agent;
  /** The worktree, where its work is kept. */
  cwd: string;
  /** The folder of its files. */
  directory: string;
  hasSchema: boolean;
  idleMs: number;
  digest: SessionDigest;
  /** Null when the agent was killed together with the shim that would have noted it. */
  exitCode: number | null;
  stop: Stop | null;
  /** The end of what it said on stderr. */
  errors: string;
  now: number;
}
