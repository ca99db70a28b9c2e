import { existsSync } from 'node:fs';
import { isAlive, type Identity } from '../../infra/process/identity.ts';
import { readJson } from './record-files.ts';
import { sessionFiles } from './session-files.ts';

/**
 * Where a session stands, from its files and the running processes alone.
 *
 * ```
 *  absent ─▶ starting ─▶ running ─▶ ended      exit.json says how
 *                │          └─────▶ died       the shim is gone and nobody wrote how
 *                └────────────────▶ (starting for good: the shim died before it said who it is)
 * ```
 */
export type SessionState =
  | { kind: 'absent' }
  | { kind: 'starting' }
  | { kind: 'running'; shim: Identity }
  | { kind: 'ended'; exitCode: number }
  | { kind: 'died' };

/** Reads where the session of a directory stands. */
export function readState(directory: string): SessionState {
  const files = sessionFiles(directory);
  const exitCode = readExit(directory);
  if (exitCode !== null) return { kind: 'ended', exitCode };
  const shim = readShim(directory);
  if (shim === null) return { kind: existsSync(files.claim) ? 'starting' : 'absent' };
  if (isAlive(shim)) return { kind: 'running', shim };
  // It may have ended between the two looks, and then it has written how.
  const late = readExit(directory);
  return late === null ? { kind: 'died' } : { kind: 'ended', exitCode: late };
}

/** How the agent ended, or null while nobody knows. Cheap: one look at one file. */
export function readExit(directory: string): number | null {
  const exit = readJson(sessionFiles(directory).exit);
  return isRecord(exit) && typeof exit['exitCode'] === 'number' ? exit['exitCode'] : null;
}

function readShim(directory: string): Identity | null {
  const shim = readJson(sessionFiles(directory).shim);
  if (!isRecord(shim) || typeof shim['pid'] !== 'number' || typeof shim['startedAt'] !== 'string') return null;
  return { pid: shim['pid'], startedAt: shim['startedAt'] };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
