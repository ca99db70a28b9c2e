import { git } from '../../../infra/git/git.ts';

/** What stands in a worktree that git does not track, ignored or not: whole folders as one, relative, without a slash behind. */
export async function listUntracked(path: string): Promise<string[]> {
  const { stdout } = await git({ cwd: path, args: ['ls-files', '-z', '--others', '--directory'] });
  return stdout
    .split('\0')
    .filter((name) => name !== '')
    .map((name) => name.replace(/\/$/, ''));
}

/** Whether a path, relative to its worktree, is a folder that packages are installed into. */
export const isModuleFolder = (path: string): boolean => /(?:^|\/)node_modules$/.test(path);
