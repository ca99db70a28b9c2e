import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { gitOk } from './git.ts';
import { inRepository } from './in-repository.ts';
import { loginEnvironment } from './login-environment.ts';
import { remoteAddress } from './push-branch.ts';
import { readRef } from './refs.ts';

/** What to fetch: one ref of a remote, kept by a ref of ours. */
export interface Fetch {
  repository: Repository;
  remote: string;
  /** A full name on the remote, such as `refs/pull/7/head`. */
  from: string;
  /** A full name below `refs/fanout/`. */
  to: string;
  environment: Readonly<Record<string, string | undefined>>;
}

/** Fetches one ref of a remote and answers its commit. No branch, tag or FETCH_HEAD of the person's changes. */
export async function fetchCommit({
  repository,
  remote,
  from,
  to,
  environment,
}: Fetch): Promise<Result<Commit, 'remote-unknown' | 'revision-unknown' | 'git-failed'>> {
  const address = await remoteAddress({ repository, remote });
  if (!address.ok) return address;
  const at = inRepository(repository);
  const fetched = await gitOk({
    ...at,
    environment: { ...at.environment, ...loginEnvironment(environment) },
    args: ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--recurse-submodules=no', '--', remote, `+${from}:${to}`],
  });
  if (!fetched.ok) return fetched;
  const commit = await readRef({ repository, ref: to });
  return commit === null ? fail({ reason: 'revision-unknown', revision: from, path: repository.commonDir }) : ok(commit);
}
