import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { isAncestor } from './ancestors.ts';
import { commitTree } from './commit-tree.ts';
import { git, gitFailed, gitOk, type GitCall } from './git.ts';
import { withPrivateGitDir } from './private-git-dir.ts';
import { clearStaleLocks } from './stale-locks.ts';
import type { WorktreeEntry } from './worktree-entry.ts';

/** A merge to make in a linked worktree of ours, into the branch that is checked out there at `head`. */
export interface WantedMerge {
  repository: Repository;
  entry: WorktreeEntry;
  path: string;
  head: Commit;
  onto: Commit;
  message: string;
}

/**
 * Merges `onto` into a worktree as `git merge --no-ff` would, with a git directory of our own, so that no driver, filter or hook
 * of the repository runs. Without a conflict the merge is committed; with one, the files have markers and git has the merge
 * under way. Said again after a kill it makes the same, over what was half done. Changes that are not committed refuse it.
 */
export async function mergeIntoWorktree(wanted: WantedMerge): Promise<Result<void, 'checkout-dirty' | 'git-failed'>> {
  const { repository, entry, path, head, onto, message } = wanted;
  // Between the first file and the last only this note says that what stands there is ours.
  const note = join(entry.directory, 'FANOUT_MERGE');
  // A git may have been killed before there was a note, while it looked, or when all was done.
  clearStaleLocks(repository, path);
  if (await isAncestor({ repository, ancestor: onto, of: head })) {
    rmSync(note, { force: true });
    return ok(undefined);
  }
  const isAgain = read(note) === `${head} ${onto}`;
  const laid = await withPrivateGitDir({ repository, head }, async ({ environment }) => {
    const index = join(entry.directory, 'index');
    const call = { cwd: path, environment: { ...environment, GIT_WORK_TREE: path, GIT_INDEX_FILE: index } };
    const merged = await mergeTree(call, wanted);
    if (!merged.ok) return merged;
    const dirty = isAgain ? null : await findDirty(call, wanted);
    if (dirty) return fail({ reason: 'checkout-dirty', path, detail: dirty });
    writeFileSync(note, `${head} ${onto}`);
    const { tree, stages } = merged.value;
    const moved = await gitOk({ ...call, args: ['read-tree', ...(isAgain ? ['--reset', '-u'] : ['-m', '-u', head]), tree] });
    if (!moved.ok) {
      rmSync(note, { force: true });
      return fail({ reason: 'checkout-dirty', path, detail: moved.failure.stderr });
    }
    const staged = stages.length === 0 ? ok('') : await gitOk({ ...call, ...stage(stages) });
    return staged.ok ? merged : staged;
  });
  if (!laid.ok) return laid;
  const ended = laid.value.stages.length === 0 ? await commit(wanted, laid.value.tree) : leaveUnderWay({ entry, onto, message });
  if (ended.ok) rmSync(note, { force: true });
  return ended;
}

type Call = Pick<GitCall, 'cwd' | 'environment'>;

/** The merged tree, with markers where sides conflict, and the entries of an index that say so. */
async function mergeTree(
  call: Call,
  { head, onto }: WantedMerge,
): Promise<Result<{ tree: string; stages: string[] }, 'git-failed'>> {
  const args = ['merge-tree', '--write-tree', '--no-messages', '-z', head, onto];
  // The common ancestor between the markers shows what each side meant.
  const answer = await git({ ...call, config: ['merge.conflictStyle=diff3'], args });
  const [tree = '', ...stages] = answer.bytes.toString('latin1').split('\0');
  const isMerged = (answer.exitCode === 0 || answer.exitCode === 1) && tree !== '';
  return isMerged ? ok({ tree, stages: stages.filter((record) => record !== '') }) : gitFailed({ args }, answer);
}

/** Which files have changes that are not committed, or null. */
async function findDirty(call: Call, { head }: WantedMerge): Promise<string | null> {
  await git({ ...call, args: ['update-index', '-q', '--refresh'] });
  const { exitCode, stdout } = await git({ ...call, args: ['diff-index', '--name-only', '--ignore-submodules', head] });
  return exitCode === 0 && stdout === '' ? null : stdout.trim();
}

/** Puts the sides of conflicts in the place of what was merged with markers. */
function stage(stages: string[]): Pick<GitCall, 'args' | 'input'> {
  const paths = [...new Set(stages.map((record) => record.slice(record.indexOf('\t') + 1)))];
  const none = '0'.repeat(40);
  const lines = [...paths.map((path) => `0 ${none}\t${path}`), ...stages];
  return { args: ['update-index', '-z', '--index-info'], input: Buffer.from(`${lines.join('\0')}\0`, 'latin1') };
}

async function commit(
  { repository, entry, head, onto, message }: WantedMerge,
  tree: string,
): Promise<Result<void, 'git-failed'>> {
  const made = await commitTree({ repository, tree, parents: [head, onto], message });
  if (!made.ok) return made;
  const args = ['update-ref', '-m', 'fanout: merge', 'HEAD', made.value, head];
  const moved = await gitOk({ cwd: entry.directory, environment: { GIT_DIR: entry.directory }, args });
  return moved.ok ? ok(undefined) : moved;
}

/** MERGE_HEAD comes last: from then on git takes the merge for one of its own. */
function leaveUnderWay({ entry, onto, message }: Pick<WantedMerge, 'entry' | 'onto' | 'message'>): Result<void, never> {
  writeFileSync(join(entry.directory, 'MERGE_MSG'), `${message}\n`);
  writeFileSync(join(entry.directory, 'MERGE_MODE'), 'no-ff');
  writeFileSync(join(entry.directory, 'MERGE_HEAD'), `${onto}\n`);
  return ok(undefined);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
