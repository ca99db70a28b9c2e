import { createHash, randomUUID } from 'node:crypto';
import { customAlphabet } from 'nanoid';
import type { Commit, RunId, SessionId, TaskKey } from './model.ts';

// Crockford's base 32 in lower case: no two characters look alike, and no name collides on a file system without case.
const mint = customAlphabet('0123456789abcdefghjkmnpqrstvwxyz', 8);

/** A new run id: 40 random bits, so that a person can type it and nobody meets it twice. */
export const newRunId = (): RunId => mint() as RunId;

/** A new session id. */
export const newSessionId = (): SessionId => randomUUID() as SessionId;

/** The run id that a text is, or null. */
export const asRunId = (text: string): RunId | null => (/^[0-9a-hjkmnp-tv-z]{8}$/.test(text) ? (text as RunId) : null);

/** The task key that a text is, or null. The grammar makes it safe in a ref, a path and a shell word. */
export const asTaskKey = (text: string): TaskKey | null => (/^[a-z0-9][a-z0-9-]{0,39}$/.test(text) ? (text as TaskKey) : null);

/** The full commit name that a text is, or null. */
export const asCommit = (text: string): Commit | null => (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? (text as Commit) : null);

/** The session id that a text is, or null. */
export const asSessionId = (text: string): SessionId | null =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text) ? (text as SessionId) : null;

/** A short, stable name for any text: the first `length` hexadecimal digits of its SHA-256. */
export const digest = (text: string, length = 16): string => createHash('sha256').update(text).digest('hex').slice(0, length);
