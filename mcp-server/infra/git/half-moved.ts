import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { git, gitFailed, gitOk, type GitCall } from './git.ts';
import { inRepository } from './in-repository.ts';

/** One side of a changed path. */
interface Side {
  mode: string;
  object: string;
}

/** A path that differs between two commits; a side is null where the path is not there. Names are bytes. */
export interface ChangedEntry {
  path: Buffer;
  before: Side | null;
  after: Side | null;
}

/** What differs between two commits, path by path. */
export async function changedEntries({
  repository,
  from,
  to,
}: {
  repository: Repository;
  from: Commit;
  to: Commit;
}): Promise<Result<ChangedEntry[], 'git-failed'>> {
  const args = ['diff-tree', '-r', '-z', '--no-renames', from, to];
  const answer = await git({ ...inRepository(repository), args });
  if (answer.exitCode !== 0) return gitFailed({ args }, answer);
  const fields = answer.bytes.toString('latin1').split('\0');
  const entries: ChangedEntry[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = '', newMode = '', oldObject = '', newObject = ''] = (fields[at] ?? '').slice(1).split(' ');
    const side = (mode: string, object: string) => (mode === '000000' ? null : { mode, object });
    const path = Buffer.from(fields[at + 1] ?? '', 'latin1');
    entries.push({ path, before: side(oldMode, oldObject), after: side(newMode, newObject) });
  }
  return ok(entries);
}

/** Whether what lies at a path can be what a killed checkout of its later side left: nothing, or the beginning of it. */
export async function isCutFrom(
  { repository, path }: { repository: Repository; path: string },
  { path: name, after }: ChangedEntry,
): Promise<boolean> {
  const place = Buffer.concat([Buffer.from(`${path}/`), name]);
  const stat = lstatSync(place, { throwIfNoEntry: false });
  if (!stat) return true;
  if (after === null || stat.isDirectory()) return false;
  const there = stat.isSymbolicLink() ? readlinkSync(place, 'buffer') : readFileSync(place);
  const { bytes } = await git({ ...inRepository(repository), args: ['cat-file', 'blob', after.object] });
  return bytes.subarray(0, there.length).equals(there);
}

/** Writes some files of a commit into a work tree, through an index of our own. */
export async function layOut({
  call,
  index,
  from,
  paths,
}: {
  call: Pick<GitCall, 'cwd' | 'environment' | 'config'>;
  index: string;
  from: Commit;
  paths: Buffer[];
}): Promise<Result<string, 'git-failed'>> {
  const own = { ...call, environment: { ...call.environment, GIT_INDEX_FILE: index } };
  const read = await gitOk({ ...own, args: ['read-tree', from] });
  if (!read.ok) return read;
  const input = Buffer.concat(paths.flatMap((path) => [path, Buffer.from([0])]));
  return gitOk({ ...own, args: ['checkout-index', '--force', '-z', '--stdin'], input });
}
