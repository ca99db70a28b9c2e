import { copyFileSync, existsSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { asCommit } from '../../kernel/id.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { commitTree } from './commit-tree.ts';
import { git, gitOk, type GitCall } from './git.ts';
import { inRepository } from './in-repository.ts';
import { findNestedAtRisk } from './nested.ts';
import { withPrivateGitDir } from './private-git-dir.ts';
import type { WorktreeEntry } from './worktree-entry.ts';

// Bytes are saved as they are: no conversion of line ends, no filter, no expansion.
const asTheyAre = '* -text -filter -ident -working-tree-encoding\n';

/**
 * Writes a commit of everything in a worktree that no ref has: staged, changed and untracked files, but not ignored ones. It
 * has the shape of a stash: its parents are HEAD and a commit of the index.
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

/** The tree of the index, with our side of what is in conflict, and the tree of the files. The worktree's own index stays as it is. */
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
    if (existsSync(theirs)) copyIndex(theirs, index);
    const staged = await writeStaged(call, index);
    await unhide(call, path);
    const added = await gitOk({ ...call, config: ['advice.addEmbeddedRepo=false'], args: ['add', '--all', '--', '.'] });
    if (!added.ok) return fail({ reason: 'work-at-risk', path, detail: added.failure.stderr });
    const listed = await gitOk({ ...call, args: ['ls-files', '--stage', '-z'] });
    const nested = listed.ok ? await findNestedAtRisk(path, listed.value) : null;
    if (nested !== null) return fail({ reason: 'work-at-risk', path, detail: `${nested} is a repository with work of its own` });
    const written = await gitOk({ ...call, args: ['write-tree'] });
    rmSync(index, { force: true });
    if (!written.ok) return written;
    return ok({ ...(staged === null ? {} : { index: staged }), work: written.value.trim() });
  });
}

/**
 * Copies an index and dates it back. git takes a file for unchanged that has the time and size noted in an index which was
 * written later; a copy of today would hide a change made in the same tick of the clock as the last `git add`.
 */
function copyIndex(from: string, to: string): void {
  copyFileSync(from, to);
  const seconds = statSync(from).mtimeMs / 1000 - 1;
  utimesSync(to, seconds, seconds);
}

type Call = Pick<GitCall, 'cwd' | 'environment'>;

/** The tree of an index. A conflict has no tree, so there the side of the branch counts; what else is staged is kept. */
async function writeStaged(call: Call, index: string): Promise<string | null> {
  const plain = await git({ ...call, args: ['write-tree'] });
  if (plain.exitCode === 0) return plain.stdout.trim();
  const listed = await git({ ...call, args: ['ls-files', '--stage', '-z'] });
  const entries = splitAtNul(listed.bytes).filter((entry) => /^\d+ [0-9a-f]+ [02]\t/.test(entry));
  if (entries.length === 0) return null;
  const flat = entries.map((entry) => entry.replace(/ [02]\t/, ' 0\t'));
  const apart = { ...call, environment: { ...call.environment, GIT_INDEX_FILE: `${index}.staged` } };
  await git({ ...apart, args: ['update-index', '-z', '--index-info'], input: Buffer.from(`${flat.join('\0')}\0`, 'latin1') });
  const written = await git({ ...apart, args: ['write-tree'] });
  return written.exitCode === 0 ? written.stdout.trim() : null;
}

/** Makes git look again at files that it was told to take as unchanged, or that a sparse checkout left out and are there. */
async function unhide(call: Call, path: string): Promise<void> {
  const listed = await git({ ...call, args: ['ls-files', '-v', '-z'] });
  const hidden = splitAtNul(listed.bytes).filter((entry) => /^[a-zS] /.test(entry));
  const there = hidden.filter(
    (entry) => !entry.startsWith('S') || existsSync(Buffer.from(`${path}/${entry.slice(2)}`, 'latin1')),
  );
  for (const flag of ['--no-assume-unchanged', '--no-skip-worktree']) {
    const input = Buffer.from(there.map((entry) => `${entry.slice(2)}\0`).join(''), 'latin1');
    if (input.length > 0) await git({ ...call, args: ['update-index', '-z', flag, '--stdin'], input });
  }
}

/** Names are bytes, which `latin1` keeps apart one by one. */
const splitAtNul = (bytes: Buffer): string[] =>
  bytes
    .toString('latin1')
    .split('\0')
    .filter((entry) => entry !== '');

async function isReachable(repository: Repository, commit: Commit): Promise<boolean> {
  const { stdout } = await git({ ...inRepository(repository), args: ['for-each-ref', '--count=1', '--contains', commit] });
  return stdout !== '';
}
