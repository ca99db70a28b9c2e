import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asCommit } from '../../kernel/id.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { commitTree } from './commit-tree.ts';
import { git, gitOk } from './git.ts';
import { inRepository } from './in-repository.ts';
import { findNestedAtRisk } from './nested.ts';
import { withPrivateGitDir } from './private-git-dir.ts';
import type { WorktreeEntry } from './worktree-entry.ts';

// Bytes are saved as they are: no conversion of line ends, no filter, no expansion.
const asTheyAre = '* -text -filter -ident -working-tree-encoding\n';

/**
 * Writes a commit of everything in a worktree that no ref has: staged, changed and untracked files, but not ignored ones. It
 * has the shape of a stash (its parents are HEAD and a commit of the index), so `git stash apply --index` brings it all back.
 * A HEAD that no ref reaches is answered itself. Null when there is nothing to save. Keep the answer alive with a ref.
 */
export async function saveWork({
  repository,
  entry,
  path,
}: {
  repository: Repository;
  entry: WorktreeEntry;
  path: string;
}): Promise<Result<Commit | null, 'work-at-risk' | 'git-failed'>> {
  const found = await gitOk({ cwd: path, environment: { GIT_DIR: entry.directory }, args: ['rev-parse', 'HEAD', 'HEAD^{tree}'] });
  if (!found.ok) return found;
  const [name = '', headTree = ''] = found.value.split('\n');
  const head = asCommit(name);
  if (head === null) return fail({ reason: 'work-at-risk', path, detail: 'its HEAD names no commit' });
  const trees = await writeTrees({ repository, entry, path, head });
  if (!trees.ok) return trees;
  const { index = headTree, work } = trees.value;
  if (work === headTree && index === headTree) return ok((await isReachable(repository, head)) ? null : head);
  const staged = await commitTree({ repository, tree: index, parents: [head], message: `index of ${path}` });
  if (!staged.ok) return staged;
  return commitTree({ repository, tree: work, parents: [head, staged.value], message: `Uncommitted work of ${path}` });
}

/** The tree of the index, unless it holds conflicts, and the tree of the files. The worktree's own index stays as it is. */
async function writeTrees({
  repository,
  entry,
  path,
  head,
}: {
  repository: Repository;
  entry: WorktreeEntry;
  path: string;
  head: Commit;
}): Promise<Result<{ index?: string; work: string }, 'work-at-risk' | 'git-failed'>> {
  return withPrivateGitDir({ repository, head, attributes: asTheyAre }, async (own) => {
    const index = join(own.path, 'index');
    const call = { cwd: path, environment: { ...own.environment, GIT_WORK_TREE: path, GIT_INDEX_FILE: index } };
    const theirs = join(entry.directory, 'index');
    if (existsSync(theirs)) copyFileSync(theirs, index);
    const staged = await git({ ...call, args: ['write-tree'] });
    const added = await gitOk({ ...call, config: ['advice.addEmbeddedRepo=false'], args: ['add', '--all', '--', '.'] });
    if (!added.ok) return fail({ reason: 'work-at-risk', path, detail: added.failure.stderr });
    const listed = await gitOk({ ...call, args: ['ls-files', '--stage', '-z'] });
    const nested = listed.ok ? await findNestedAtRisk(path, listed.value) : null;
    if (nested !== null) return fail({ reason: 'work-at-risk', path, detail: `${nested} is a repository with work of its own` });
    const written = await gitOk({ ...call, args: ['write-tree'] });
    rmSync(index, { force: true });
    if (!written.ok) return written;
    return ok({ ...(staged.exitCode === 0 ? { index: staged.stdout.trim() } : {}), work: written.value.trim() });
  });
}

async function isReachable(repository: Repository, commit: Commit): Promise<boolean> {
  const { stdout } = await git({ ...inRepository(repository), args: ['for-each-ref', '--count=1', '--contains', commit] });
  return stdout !== '';
}
