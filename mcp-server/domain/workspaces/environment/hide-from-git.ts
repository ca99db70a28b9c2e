import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Repository } from '../../../kernel/model.ts';
import { git } from '../../../infra/git/git.ts';

/** How git sees a file of a worktree, by name: as part of the repository, as ignored, or as something new. */
export async function howGitSees({ folder, name }: { folder: string; name: string }): Promise<'tracked' | 'ignored' | 'new'> {
  const tracked = await git({ cwd: folder, args: ['ls-files', '--error-unmatch', '--', name] });
  if (tracked.exitCode === 0) return 'tracked';
  const ignored = await git({ cwd: folder, args: ['check-ignore', '--quiet', '--', name] });
  return ignored.exitCode === 0 ? 'ignored' : 'new';
}

/**
 * Adds a pattern to the repository's own `info/exclude`, which no commit holds, unless it is there. All worktrees share that
 * file. The caller holds the mutex of the repository's worktrees.
 */
export function hideFromGit({ commonDir }: Repository, pattern: string): void {
  const path = join(commonDir, 'info/exclude');
  const text = read(path);
  if (text.split('\n').includes(pattern)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    `${path}.fanout-new`,
    `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}# made by fanout in its worktrees\n${pattern}\n`,
  );
  renameSync(`${path}.fanout-new`, path);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
