import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asRunId, asTaskKey, digest } from '../../../kernel/id.ts';
import type { RunId, TaskKey } from '../../../kernel/model.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { temporaryFolder } from '../../workspaces/workspace-environment.ts';
import { listRecords } from '../../workspaces/workspace-record.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import { findWorkspace, type FoundWorkspace } from './find-workspace.ts';
import { openWorkspace } from './open-worktree.ts';

/** An agent of Claude Code's own that is to work apart: its session, and the name that Claude Code gave its worktree. */
export interface IsolatedAgent {
  session: string;
  name: string;
  /** Where the session stands. */
  cwd: string;
}

/**
 * Makes a workspace for an agent of Claude Code's own, off what `cwd` has checked out. Those of one session share a run, so that
 * their work can be merged to one branch. Answers its path.
 */
export async function isolateAgent(
  infra: Infra,
  { session, name, cwd, signal }: IsolatedAgent & { signal: AbortSignal },
): Promise<Result<string>> {
  const opened = await openWorkspace(infra, {
    ...namesOf({ session, name }),
    from: cwd,
    base: 'HEAD',
    setup: true,
    // Claude Code starts it, and not where mounts would be seen.
    overlay: false,
    signal,
  });
  return opened.ok ? ok(opened.value.workspace.path) : opened;
}

/** Finds the workspace that an agent works in: by the name that Claude Code gave it, or by where it stands. */
export async function findIsolated(infra: Infra, { session, name, cwd }: IsolatedAgent): Promise<Result<FoundWorkspace>> {
  const repository = await findRepository(cwd);
  if (!repository.ok) return repository;
  const { run, name: task } = namesOf({ session, name });
  const records = listRecords(infra, repository.value);
  const own = records.find(({ branch }) => branch === `fanout/${run}/task/${task}`);
  const around = records.find(({ path }) => cwd === path || cwd.startsWith(`${path}/`));
  const path = own?.path ?? around?.path;
  return path === undefined ? fail({ reason: 'worktree-unknown', path: cwd }) : findWorkspace(infra, { path });
}

/** Writes a workspace's environment as a file for shells, for its owner alone, and answers its path. */
export function writeShellEnvironment(infra: Infra, { path, environment }: FoundWorkspace): string {
  const folder = temporaryFolder(infra, path);
  const file = join(folder, 'environment.sh');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, shellExports(environment), { mode: 0o600 });
  return file;
}

/** Assignments that every shell reads alike. */
export const shellExports = (environment: Record<string, string>): string =>
  Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`)
    .join('');

/** A session's name for a run and Claude Code's name for a worktree, as ours are spelled. */
function namesOf({ session, name }: { session: string; name: string }): { run: RunId; name: TaskKey } {
  const run = asRunId(digest(session, 8));
  const word = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  // What is too long or left empty is told apart all the same.
  const task = asTaskKey(word === '' || word.length > 40 ? `${word.slice(0, 30)}-${digest(name, 8)}`.replace(/^-/, '') : word);
  if (run === null || task === null) throw new Error(`${name} makes no name`);
  return { run, name: task };
}
