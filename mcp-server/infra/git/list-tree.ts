import type { Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { gitOk } from './git.ts';
import { inRepository } from './in-repository.ts';

/** A file in a tree. */
export interface TreeFile {
  mode: string;
  object: string;
}

/** The files of a tree or commit by their paths; only those below `paths`, when there are any. */
export async function listTree({
  repository,
  tree,
  paths = [],
}: {
  repository: Repository;
  tree: string;
  paths?: readonly string[];
}): Promise<Result<Map<string, TreeFile>, 'git-failed'>> {
  const listed = await gitOk({ ...inRepository(repository), args: ['ls-tree', '-r', '-z', tree, '--', ...paths] });
  if (!listed.ok) return listed;
  const files = new Map<string, TreeFile>();
  for (const record of listed.value.split('\0')) {
    const tab = record.indexOf('\t');
    const [mode = '', , object = ''] = record.slice(0, tab).split(' ');
    if (tab > 0) files.set(record.slice(tab + 1), { mode, object });
  }
  return ok(files);
}
