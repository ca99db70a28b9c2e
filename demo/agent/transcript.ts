import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Message } from '../model/wire/messages.ts';
import type { ModelUsage } from './spending.ts';

/** What a session leaves behind, so that a later process can go on with it. */
export interface Transcript {
  messages: Message[];
  /** By model, over all processes of the session. */
  usage: Record<string, ModelUsage>;
}

const folder = join(homedir(), '.fanout-agent');
const fileOf = (session: string) => join(folder, `${session}.json`);

/** True when a session of this id has begun. */
export const hasTranscript = (session: string): boolean => existsSync(fileOf(session));

/** The transcript of a session that has begun. */
export const readTranscript = (session: string): Transcript => JSON.parse(readFileSync(fileOf(session), 'utf8')) as Transcript;

/** Keeps a transcript, whole or not at all. */
export function writeTranscript(session: string, transcript: Transcript): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${fileOf(session)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(transcript), { mode: 0o600 });
  renameSync(draft, fileOf(session));
}
