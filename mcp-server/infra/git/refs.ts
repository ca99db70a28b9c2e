import { asCommit } from '../../kernel/id.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { git, gitFailed } from './git.ts';
import { inRepository } from './in-repository.ts';
import { listWorktrees } from './list-worktrees.ts';
import { changeRefs, unlockRefs } from './ref-lock.ts';

/** A ref with the commit that it names. */
export interface Ref {
  ref: string;
  commit: Commit;
}

/**
 * The commit that a full ref name (`refs/…`) stands for, or null when there is no such ref. Whoever changes a ref reads one
 * first, so that what a dead process of ours left locked is unlocked here.
 */
export async function readRef({ repository, ref }: { repository: Repository; ref: string }): Promise<Commit | null> {
  await unlockRefs(repository);
  const found = await git({
    ...inRepository(repository),
    args: ['rev-parse', '--verify', '--quiet', `${fullName(ref)}^{commit}`],
  });
  return found.exitCode === 0 ? asCommit(found.stdout.trim()) : null;
}

/** All refs that name a commit and lie below a prefix such as `refs/fanout/`, in the order of their names. */
export async function listRefs({ repository, prefix }: { repository: Repository; prefix: string }): Promise<Ref[]> {
  const { stdout } = await git({
    ...inRepository(repository),
    args: ['for-each-ref', '--format=%(objectname) %(refname)', fullName(prefix)],
  });
  return stdout.split('\n').flatMap((line) => {
    const [name = '', ref = ''] = line.split(' ');
    const commit = asCommit(name);
    return commit === null ? [] : [{ ref, commit }];
  });
}

/**
 * Moves a ref to `to` if it still stands at `from` (null: if it does not exist yet), and fails with `ref-moved` otherwise. A
 * ref that stands at `to` already is a success. A branch that is checked out anywhere is refused: its index would stay behind,
 * and the next commit there would undo ours.
 */
export async function updateRef(wanted: {
  repository: Repository;
  ref: string;
  to: Commit;
  from: Commit | null;
  message?: string;
}): Promise<Result<void, 'ref-moved' | 'branch-in-use' | 'git-failed'>> {
  const { repository, ref, to, from, message = 'fanout' } = wanted;
  if ((await readRef({ repository, ref })) === to) return ok(undefined);
  const args = ['update-ref', '--create-reflog', '-m', message, fullName(ref), to, from ?? none(to)];
  return compareAndSwap({ repository, ref, args, from, to });
}

/** Deletes a ref if it still stands at `from`. One that is gone already is a success; one that is checked out is refused. */
export async function deleteRef({
  repository,
  ref,
  from,
}: {
  repository: Repository;
  ref: string;
  from: Commit;
}): Promise<Result<void, 'ref-moved' | 'branch-in-use' | 'git-failed'>> {
  if ((await readRef({ repository, ref })) === null) return ok(undefined);
  return compareAndSwap({ repository, ref, args: ['update-ref', '-d', fullName(ref), from], from, to: null });
}

async function compareAndSwap({
  repository,
  ref,
  args,
  from,
  to,
}: {
  repository: Repository;
  ref: string;
  args: string[];
  from: Commit | null;
  to: Commit | null;
}): Promise<Result<void, 'ref-moved' | 'branch-in-use' | 'git-failed'>> {
  const holder = (await listWorktrees(repository)).find((worktree) => `refs/heads/${worktree.branch}` === ref);
  if (holder) return fail({ reason: 'branch-in-use', branch: ref.replace('refs/heads/', ''), worktree: holder.path });
  const answer = await changeRefs(repository, args);
  if (answer.exitCode === 0) return ok(undefined);
  const actual = await readRef({ repository, ref });
  if (actual === to) return ok(undefined);
  if (actual !== from) return fail({ reason: 'ref-moved', ref, expected: from ?? 'none', actual: actual ?? 'none' });
  return gitFailed({ args }, answer);
}

const none = (like: Commit): string => '0'.repeat(like.length);

function fullName(ref: string): string {
  if (!/^refs\/[^\0\n]+$/.test(ref)) throw new Error(`${ref} is no full ref name`);
  return ref;
}
