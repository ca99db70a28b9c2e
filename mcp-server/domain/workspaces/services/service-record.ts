import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest } from '../../../kernel/id.ts';
import type { Infra } from '../../../infra/infra.ts';
import type { Identity } from '../../../infra/process/identity.ts';

/** A service or background command of a workspace as it was started. */
export interface ServiceRecord {
  name: string;
  /** The worktree that it belongs to. */
  path: string;
  command: string;
  /** The port it must answer on; null for a command that only runs. */
  port: number | null;
  health: string | null;
  container: boolean;
  /** Whether it is started again when it ends. */
  restart: boolean;
  /** The longest pause before that, in seconds. */
  pauseSeconds: number;
  startedAt: number;
  /** The shell that keeps it running; null until it runs. */
  keeper: Identity | null;
}

const root = ({ home }: Infra, path: string): string => join(home, 'services', digest(path));

/** The folder of a service: its record, its output, its ends. */
export const serviceFolder = (infra: Infra, { path, name }: { path: string; name: string }): string =>
  join(root(infra, path), name);

/** The file that gets all that a service prints. */
export const serviceOutput = (infra: Infra, of: { path: string; name: string }): string =>
  join(serviceFolder(infra, of), 'output.log');

/** The mark in the environment of every process of a service. */
export const serviceToken = ({ path, name }: { path: string; name: string }): string => `FANOUT_SERVICE=${digest(path)}/${name}`;

/** What was started under this name, or null. */
export function readServiceRecord(infra: Infra, of: { path: string; name: string }): ServiceRecord | null {
  try {
    return JSON.parse(readFileSync(join(serviceFolder(infra, of), 'service.json'), 'utf8')) as ServiceRecord;
  } catch {
    return null;
  }
}

/** Writes a record, whole or not at all. */
export function writeServiceRecord(infra: Infra, record: ServiceRecord): void {
  const folder = serviceFolder(infra, record);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'service.json');
  writeFileSync(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** All that were started in a workspace, by name. */
export function listServiceRecords(infra: Infra, path: string): ServiceRecord[] {
  try {
    return readdirSync(root(infra, path))
      .toSorted()
      .flatMap((name) => readServiceRecord(infra, { path, name }) ?? []);
  } catch {
    return [];
  }
}

/** Forgets the services of a workspace, with their output. The caller has ended them. */
export const forgetServices = (infra: Infra, path: string): void => rmSync(root(infra, path), { recursive: true, force: true });

/** How the runs of a service ended so far, oldest first. */
export function readEnds(infra: Infra, of: { path: string; name: string }): { at: number; exitCode: number }[] {
  try {
    return readFileSync(join(serviceFolder(infra, of), 'ends'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number))
      .map(([seconds = 0, exitCode = 0]) => ({ at: seconds * 1000, exitCode }));
  } catch {
    return [];
  }
}
