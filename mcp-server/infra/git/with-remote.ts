import { appendFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { gitOk } from './git.ts';
import { inRepository } from './in-repository.ts';
import { loginEnvironment } from './login-environment.ts';
import { withPrivateGitDir } from './private-git-dir.ts';
import { speakingConfig } from './speaking-config.ts';

/** A remote of a repository, and of the person's environment what logs in to it. */
export interface RemoteWanted {
  repository: Repository;
  /** The name of a remote, never an address. */
  remote: string;
  environment: Readonly<Record<string, string | undefined>>;
}

/** Where calls of git that speak to a remote are made, and the address that they name after `--`. */
export interface SpokenRemote {
  cwd: string;
  environment: Record<string, string>;
  address: string;
}

/** The address of a remote of the repository, as `git remote` knows it: where it is pushed to, or fetched from. */
export async function remoteAddress(
  { repository, remote }: Pick<RemoteWanted, 'repository' | 'remote'>,
  to: 'push' | 'fetch' = 'push',
): Promise<Result<string, 'remote-unknown' | 'git-failed'>> {
  const listed = await gitOk({ ...inRepository(repository), args: ['remote'] });
  if (!listed.ok) return listed;
  const known = listed.value.split('\n').filter((name) => name !== '');
  // What begins with a hyphen would be an option, whatever the repository's config calls it.
  if (!known.includes(remote) || remote.startsWith('-')) return fail({ reason: 'remote-unknown', remote, known });
  const args = ['remote', 'get-url', ...(to === 'push' ? ['--push'] : []), remote];
  const address = await gitOk({ ...inRepository(repository), args });
  return address.ok ? ok(address.value.trim()) : address;
}

/**
 * Runs `work` where git speaks to a remote by its address, from a git directory of our own: no program that the repository's
 * configuration names is run for it, while the person's own credential helpers and settings work as always.
 */
export async function withRemote<T>(
  { repository, remote, environment }: RemoteWanted,
  to: 'push' | 'fetch',
  work: (at: SpokenRemote) => Promise<T>,
): Promise<Result<T, 'remote-unknown' | 'git-failed'>> {
  const address = await remoteAddress({ repository, remote }, to);
  if (!address.ok) return address;
  const speaking = await speakingConfig(repository);
  const tips = await newestTips(repository);
  if (!speaking.ok) return speaking;
  if (!tips.ok) return tips;
  return withPrivateGitDir({ repository }, async ({ path, environment: own }) => {
    appendFileSync(join(path, 'config'), speaking.value);
    writeFileSync(join(path, 'packed-refs'), tips.value);
    return ok(
      await work({
        cwd: path,
        environment: {
          ...own,
          ...loginEnvironment(environment),
          // The person's configuration is written out above, as it holds in their repository and not in this folder.
          GIT_CONFIG_GLOBAL: '/dev/null',
          GIT_CONFIG_NOSYSTEM: '1',
        },
        address: absolute(repository, address.value),
      }),
    );
  });
}

// So many branches say what is here already; a repository may have thousands.
const mostTips = 256;

/** What is here already, as refs, so that a fetch does not ask for all of it again. */
async function newestTips(repository: Repository): Promise<Result<string, 'git-failed'>> {
  const format = '--format=%(objectname)';
  const args = ['for-each-ref', '--sort=-committerdate', `--count=${mostTips}`, format, 'refs/heads', 'refs/remotes'];
  const listed = await gitOk({ ...inRepository(repository), args });
  if (!listed.ok) return listed;
  const known = [...new Set(listed.value.split('\n').filter((line) => line !== ''))];
  return ok(known.map((commit, index) => `${commit} refs/known/${index}\n`).join(''));
}

/** A folder that is named from the repository, from anywhere. */
const absolute = ({ mainWorktree, commonDir }: Repository, address: string): string =>
  isAbsolute(address) || /^[^/]*:/.test(address) ? address : resolve(mainWorktree ?? commonDir, address);
