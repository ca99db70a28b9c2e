import { git } from './git.ts';

/** The branch that is checked out in the worktree at `path`, without `refs/heads/`; null on a detached HEAD. */
export async function currentBranch(path: string): Promise<string | null> {
  const { exitCode, stdout } = await git({ cwd: path, args: ['symbolic-ref', '--quiet', 'HEAD'] });
  return exitCode === 0 ? stdout.trim().replace(/^refs\/heads\//, '') : null;
}
