import { asCommit } from '../../kernel/id.ts';
import type { Commit } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { isAncestor } from './ancestors.ts';
import { git, gitFailed, gitOk } from './git.ts';
import { withRemote, type RemoteWanted, type SpokenRemote } from './with-remote.ts';

/** A branch of ours, and the remote that it goes to. */
export interface Push extends RemoteWanted {
  /** Without `refs/heads/`. */
  branch: string;
  commit: Commit;
  /** What we pushed there last: the only commit that may go again. */
  last: Commit | null;
}

/** Why a branch of the remote was left as it is. */
export type PushReason = 'remote-unknown' | 'push-refused' | 'git-failed';

/**
 * Pushes a branch of ours, and nothing else. What the remote has there goes only when we put it there ourselves or when the
 * commit contains it; otherwise it is refused. The value says whether anything moved: said twice it is one push. Neither hooks of
 * the repository run nor programs that its configuration names.
 */
export async function pushBranch(push: Push): Promise<Result<{ moved: boolean }, PushReason>> {
  const pushed = await withRemote(push, 'push', (at) => pushTo(at, push));
  return pushed.ok ? pushed.value : pushed;
}

async function pushTo(at: SpokenRemote, push: Push): Promise<Result<{ moved: boolean }, 'push-refused' | 'git-failed'>> {
  const { repository, remote, branch, commit, last } = push;
  const ref = `refs/heads/${branch}`;
  const before = await readRemote(at, ref);
  if (!before.ok) return before;
  const from = before.value;
  if (from === commit) return ok({ moved: false });
  const isOurs = from === null || from === last || (await isAncestor({ repository, ancestor: from, of: commit }));
  if (!isOurs) return fail({ reason: 'push-refused', remote, branch, actual: from, commit });
  const { address, ...call } = at;
  const args = ['push', '--porcelain', '--no-verify', '--no-follow-tags', '--no-signed', '--recurse-submodules=no'];
  const answer = await git({
    ...call,
    args: [...args, `--force-with-lease=${ref}:${from ?? ''}`, '--', address, `${commit}:${ref}`],
    retry: false,
  });
  if (answer.exitCode === 0) return ok({ moved: true });
  const after = await readRemote(at, ref);
  if (!after.ok) return after;
  if (after.value === commit) return ok({ moved: true });
  if (after.value !== null && after.value !== from) {
    return fail({ reason: 'push-refused', remote, branch, actual: after.value, commit });
  }
  return gitFailed({ args }, answer);
}

async function readRemote({ address, ...call }: SpokenRemote, ref: string): Promise<Result<Commit | null, 'git-failed'>> {
  const listed = await gitOk({ ...call, args: ['ls-remote', '--refs', '--', address, ref] });
  if (!listed.ok) return listed;
  const [name = ''] =
    listed.value
      .split('\n')
      .find((line) => line.endsWith(`\t${ref}`))
      ?.split('\t') ?? [];
  return ok(asCommit(name));
}
