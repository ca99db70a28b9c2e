import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asCommit } from '../../kernel/id.ts';
import { git } from './git.ts';
import { worktreeStatus } from './status.ts';

/**
 * The first repository inside the worktree at `path` (a filled submodule, or one that somebody made there) with changes or
 * commits that exist nowhere else, or null. `stage` is a `git ls-files --stage -z` that lists it as a link.
 */
export async function findNestedAtRisk(path: string, stage: string): Promise<string | null> {
  const links = [...stage.matchAll(/(?:^|\0)160000 [^\t]*\t([^\0]*)/g)].map(([, name = '']) => name);
  for (const name of links) {
    const nested = join(path, name);
    if (!existsSync(join(nested, '.git'))) continue;
    const head = asCommit((await git({ cwd: nested, args: ['rev-parse', '--verify', '--quiet', 'HEAD'] })).stdout.trim());
    const status = head && (await worktreeStatus({ path: nested, base: head }));
    const commits = await git({
      cwd: nested,
      args: ['rev-list', '--max-count=1', 'HEAD', '--branches', '--not', '--remotes'],
    });
    if (!status?.ok || status.value.dirty > 0 || commits.exitCode !== 0 || commits.stdout !== '') return name;
  }
  return null;
}
