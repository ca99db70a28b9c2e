import { git } from './git.ts';

/** The worktree that a folder is in, as a real path; null in a bare repository and outside of one. */
export async function topLevel(path: string): Promise<string | null> {
  const answer = await git({ cwd: path, args: ['rev-parse', '--show-toplevel'] });
  return answer.exitCode === 0 ? answer.stdout.replace(/\n$/, '') : null;
}
