import { asCommit } from '../../kernel/id.ts';
import type { Commit } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { gitOk } from './git.ts';
import { readRef, updateRef } from './refs.ts';
import { withRemote, type RemoteWanted } from './with-remote.ts';

/** What to fetch: one ref of a remote, kept by a ref of ours. */
export interface Fetch extends RemoteWanted {
  /** A full name on the remote, such as `refs/pull/7/head`. */
  from: string;
  /** A full name below `refs/fanout/`. */
  to: string;
}

const fetched = 'refs/fetched';

/**
 * Fetches one ref of a remote and answers its commit. No branch, tag or FETCH_HEAD of the person's changes, and no program runs
 * that the repository's configuration names.
 */
export async function fetchCommit({
  from,
  to,
  ...wanted
}: Fetch): Promise<Result<Commit, 'remote-unknown' | 'revision-unknown' | 'git-failed' | 'ref-moved' | 'branch-in-use'>> {
  const { repository } = wanted;
  const spoken = await withRemote(wanted, 'fetch', async ({ address, ...call }) => {
    const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--recurse-submodules=no'];
    const done = await gitOk({ ...call, args: [...args, '--', address, `+${from}:${fetched}`] });
    return done.ok ? gitOk({ ...call, args: ['rev-parse', '--verify', `${fetched}^{commit}`] }) : done;
  });
  if (!spoken.ok) return spoken;
  if (!spoken.value.ok) return spoken.value;
  const commit = asCommit(spoken.value.value.trim());
  if (commit === null) return fail({ reason: 'revision-unknown', revision: from, path: repository.commonDir });
  const moved = await updateRef({ repository, ref: to, to: commit, from: await readRef({ repository, ref: to }) });
  return moved.ok ? ok(commit) : moved;
}
