import { join } from 'node:path';
import type { Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { withPassingFolder } from '../process/passing-folder.ts';
import { gitOk } from './git.ts';
import { inRepository } from './in-repository.ts';

/** An entry of a tree: its mode, its object and its path; null for what goes. */
export interface TreeEdit {
  path: string;
  entry: { mode: string; object: string } | null;
}

/** Writes a tree that differs from another one in these entries, without any checkout. */
export async function editTree({
  repository,
  tree,
  edits,
}: {
  repository: Repository;
  tree: string;
  edits: readonly TreeEdit[];
}): Promise<Result<string, 'git-failed'>> {
  if (edits.length === 0) return ok(tree);
  return withPassingFolder(async (folder) => {
    const place = inRepository(repository);
    const call = { cwd: place.cwd, environment: { ...place.environment, GIT_INDEX_FILE: join(folder, 'index') } };
    const read = await gitOk({ ...call, args: ['read-tree', tree] });
    if (!read.ok) return read;
    const none = '0'.repeat(tree.length);
    const input = edits.map(({ path, entry }) => `${entry?.mode ?? '0'} ${entry?.object ?? none}\t${path}\0`).join('');
    const edited = await gitOk({ ...call, args: ['update-index', '-z', '--index-info'], input });
    if (!edited.ok) return edited;
    const written = await gitOk({ ...call, args: ['write-tree'] });
    return written.ok ? ok(written.value.trim()) : written;
  });
}
