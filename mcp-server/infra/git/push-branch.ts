import { asCommit } from '../../kernel/id.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { isAncestor } from './ancestors.ts';
import { git, gitFailed, gitOk } from './git.ts';
import { inRepository } from './in-repository.ts';
import { loginEnvironment } from './login-environment.ts';

/** A branch of ours, and the remote that it goes to. */
export interface Push {
  repository: Repository;
  /** The name of a remote, never an address. */
  remote: string;
  /** Without `refs/heads/`. */
  branch: string;
  commit: Commit;
  /** What we pushed there last: the only commit that may go again. */
  last: Commit | null;
  /** Of the person's environment: what logs in to the remote. */
  environment: Readonly<Record<string, string | undefined>>;
}

/** Why a branch of the remote was left as it is. */
export type PushReason = 'remote-unknown' | 'push-refused' | 'git-failed';

/** The address of a remote of the repository, as `git remote` knows it. */
export async function remoteAddress({
  repository,
  remote,
}: Pick<Push, 'repository' | 'remote'>): Promise<Result<string, 'remote-unknown' | 'git-failed'>> {
  const listed = await gitOk({ ...inRepository(repository), args: ['remote'] });
  if (!listed.ok) return listed;
  const known = listed.value.split('\n').filter((name) => name !== '');
  // What begins with a hyphen would be an option, whatever the repository's config calls it.
  if (!known.includes(remote) || remote.startsWith('-')) return fail({ reason: 'remote-unknown', remote, known });
  const address = await gitOk({ ...inRepository(repository), args: ['remote', 'get-url', '--push', remote] });
  return address.ok ? ok(address.value.trim()) : address;
}

/**
 * Pushes a branch of ours, and nothing else. What the remote has there goes only when we put it there ourselves or when the
 * commit contains it; otherwise it is refused. The value says whether anything moved: said twice it is one push. Hooks of the
 * repository do not run.
 */
export async function pushBranch(push: Push): Promise<Result<{ moved: boolean }, PushReason>> {
  const { repository, remote, branch, commit, last } = push;
  const address = await remoteAddress(push);
  if (!address.ok) return address;
  const before = await readRemote(push);
  if (!before.ok) return before;
  const from = before.value;
  if (from === commit) return ok({ moved: false });
  const isOurs = from === null || from === last || (await isAncestor({ repository, ancestor: from, of: commit }));
  if (!isOurs) return fail({ reason: 'push-refused', remote, branch, actual: from, commit });
  const ref = `refs/heads/${branch}`;
  const args = ['push', '--porcelain', '--no-verify', '--no-follow-tags', '--no-signed', '--recurse-submodules=no'];
  const answer = await git({
    ...call(push),
    args: [...args, `--force-with-lease=${ref}:${from ?? ''}`, '--', remote, `${commit}:${ref}`],
    retry: false,
  });
  if (answer.exitCode === 0) return ok({ moved: true });
  const after = await readRemote(push);
  if (!after.ok) return after;
  if (after.value === commit) return ok({ moved: true });
  if (after.value !== null && after.value !== from) {
    return fail({ reason: 'push-refused', remote, branch, actual: after.value, commit });
  }
  return gitFailed({ args }, answer);
}

async function readRemote(push: Push): Promise<Result<Commit | null, 'git-failed'>> {
  const ref = `refs/heads/${push.branch}`;
  const listed = await gitOk({ ...call(push), args: ['ls-remote', '--refs', '--', push.remote, ref] });
  if (!listed.ok) return listed;
  const [name = ''] =
    listed.value
      .split('\n')
      .find((line) => line.endsWith(`\t${ref}`))
      ?.split('\t') ?? [];
  return ok(asCommit(name));
}

function call({ repository, environment }: Push): { cwd: string; environment: Record<string, string> } {
  const { cwd, environment: here } = inRepository(repository);
  return { cwd, environment: { ...here, ...loginEnvironment(environment) } };
}
