import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { git, gitOk, type GitCall } from './git.ts';
import { withPrivateGitDir } from './private-git-dir.ts';

/** Files below `path`, and the index that says which they are; neither has to belong to a registered worktree. */
export interface Tree {
  repository: Repository;
  path: string;
  index: string;
}

// Whoever wrote a file cannot set the time of its last change back, whatever the person's own git looks at.
const distrust = ['core.trustctime=true', 'core.checkStat=default', 'core.splitIndex=false', 'core.untrackedCache=false'];

// Most of a checkout is the kernel making files, which several processes do side by side; of several checkouts at once each is
// one of them (`bench worktrees`).
const cores = Math.min(4, availableParallelism());
let underWay = 0;

/**
 * Makes the files and the index of a tree those of `commit`, whatever was there. Filters of the person's own configuration
 * run (such as Git LFS), those of the repository's do not. What a killed checkout left is overwritten. Answers whether nothing
 * else is there, where `alone` asks for it.
 */
export async function checkOut({
  commit,
  alone = false,
  ...tree
}: Tree & { commit: Commit; alone?: boolean }): Promise<Result<{ isAlone: boolean }, 'git-failed'>> {
  rmSync(`${tree.index}.lock`, { force: true });
  return inTree({ ...tree, head: commit }, async (call) => {
    const done = await layFiles(call, commit);
    if (!done.ok) return done;
    const others = alone ? await git({ ...call, args: ['ls-files', '-z', '--others'] }) : null;
    return ok({ isAlone: others?.exitCode === 0 && others.bytes.length === 0 });
  });
}

/** Whether a tree has the files of `commit` and no others, ignored ones neither, as far as their times and sizes tell. Changes nothing. */
export const holdsExactly = ({ commit, ...tree }: Tree & { commit: Commit }): Promise<boolean> =>
  inTree({ ...tree, head: commit }, async (call) => {
    const args = ['--no-optional-locks', 'status', '--porcelain', '-z', '--untracked-files=normal', '--ignored', '--no-renames'];
    const { exitCode, bytes } = await git({ ...call, args, config: distrust });
    return exitCode === 0 && bytes.length === 0;
  });

async function layFiles(call: Omit<GitCall, 'args'>, commit: Commit): Promise<Result<string, 'git-failed'>> {
  underWay += 1;
  const workers = Math.max(1, Math.floor(cores / underWay));
  const config = [...distrust, `checkout.workers=${workers}`];
  const done = await gitOk({ ...call, args: ['read-tree', '--reset', '-u', commit], config });
  underWay -= 1;
  return done;
}

/**
 * Changes the files and the index of a tree that are those of the commit `from` to those of `to`, and looks at no others: only for
 * files that nobody can have touched.
 */
export const switchTree = (tree: Tree, { from, to }: { from: Commit; to: Commit }): Promise<Result<string, 'git-failed'>> =>
  inTree({ ...tree, head: to }, (call) => gitOk({ ...call, args: ['read-tree', '-m', '-u', from, to], config: distrust }));

/**
 * Removes every file and folder that is not in the index, ignored or not, and repositories inside too. Fails when something
 * could stay: what is protected, and folders of submodules, into which git does not look.
 */
export async function sweep(tree: Tree): Promise<Result<void, 'git-failed'>> {
  return inTree(tree, async (call) => {
    const staged = await gitOk({ ...call, args: ['ls-files', '--stage', '-z'] });
    if (!staged.ok) return staged;
    if (/(?:^|\0)160000 /.test(staged.value))
      return fail({ reason: 'git-failed', args: ['clean'], exitCode: null, stderr: 'there are submodules' });
    const cleaned = await gitOk({ ...call, args: ['clean', '-ffdxq'] });
    return cleaned.ok ? ok(undefined) : cleaned;
  });
}

const inTree = <T>(
  { repository, path, index, head }: Tree & { head?: Commit },
  work: (call: Omit<GitCall, 'args'>) => Promise<T>,
) =>
  withPrivateGitDir({ repository, ...(head === undefined ? {} : { head }) }, ({ environment }) =>
    work({ cwd: path, environment: { ...environment, GIT_WORK_TREE: path, GIT_INDEX_FILE: index } }),
  );
