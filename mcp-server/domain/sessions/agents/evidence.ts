import type { LaunchRecord } from '../launch-record.ts';
import type { StopNote } from '../stop-note.ts';
import type { SessionDigest } from '../stream/session-digest.ts';

/** All that is known of a session that has ended. */
export interface Evidence {
  record: LaunchRecord;
  /** The folder of its files. */
  directory: string;
  digest: SessionDigest;
  /** Null when the agent was killed together with the shim that would have noted it. */
  exitCode: number | null;
  stop: StopNote | null;
  /** The end of what it said on stderr. */
  errors: string;
  now: number;
}
