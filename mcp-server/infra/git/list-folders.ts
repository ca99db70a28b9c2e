import type { Commit, Repository } from '../../kernel/model.ts';
import { git } from './git.ts';
import { inRepository } from './in-repository.ts';

// Those of a commit are always the same, and a run makes many workspaces of one.
const known = new Map<Commit, readonly string[]>();
const mostKnown = 16;

/** The folders of a commit, relative, without the root; none where git cannot say. */
export async function listFolders(repository: Repository, commit: Commit): Promise<readonly string[]> {
  const before = known.get(commit);
  if (before) return before;
  const { stdout, exitCode } = await git({
    ...inRepository(repository),
    args: ['ls-tree', '-r', '-d', '-z', '--name-only', commit],
  });
  const folders = stdout.split('\0').filter(Boolean);
  if (known.size >= mostKnown) known.clear();
  if (exitCode === 0) known.set(commit, folders);
  return folders;
}
