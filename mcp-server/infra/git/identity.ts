import type { Repository } from '../../kernel/model.ts';
import { git } from './git.ts';
import { inRepository } from './in-repository.ts';

const variables = { 'user.name': ['NAME', 'fanout'], 'user.email': ['EMAIL', 'fanout@localhost'] } as const;

/**
 * The variables that give commits an author: the person's own by their configuration, and fanout's for what it leaves out, so
 * that no commit fails on a machine where nobody said who they are. With `onlyMissing`, just the latter.
 */
export async function identityEnvironment(
  repository: Repository,
  { onlyMissing = false }: { onlyMissing?: boolean } = {},
): Promise<Record<string, string>> {
  const { stdout } = await git({
    ...inRepository(repository),
    args: ['config', '-z', '--get-regexp', String.raw`^user\.(name|email)$`],
  });
  const configured = new Map(stdout.split('\0').map((entry) => entry.split('\n', 2) as [string, string]));
  const environment: Record<string, string> = {};
  for (const [key, [suffix, fallback]] of Object.entries(variables)) {
    const value = configured.get(key);
    if (value && onlyMissing) continue;
    environment[`GIT_AUTHOR_${suffix}`] = value || fallback;
    environment[`GIT_COMMITTER_${suffix}`] = value || fallback;
  }
  return environment;
}
