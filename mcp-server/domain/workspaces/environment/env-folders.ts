import { existsSync } from 'node:fs';
import { posix, join } from 'node:path';
import { git } from '../../../infra/git/git.ts';

/**
 * The files that a workspace's own values are written to. The second is read over the first by the frameworks that read both,
 * so it serves where the first is a part of the repository.
 */
export const envFileNames = ['.env', '.env.local'];

/**
 * The folders of a worktree whose programs read a `.env`: the root (an empty text), each package of a monorepo where the worktree
 * or `source`, the person's checkout, has one, and any other folder where the worktree has one: where there is a
 * `.worktreeinclude`, which may bring ignored folders, or with `everywhere`. Looking into all of them takes long. Who knows the
 * folders that git tracks in the worktree says them in `tracked`.
 */
export async function findEnvFolders({
  path,
  source,
  everywhere = false,
  tracked,
}: {
  path: string;
  source: string | null;
  everywhere?: boolean;
  tracked?: readonly string[] | undefined;
}): Promise<string[]> {
  const folders = ['', ...(tracked ?? (await trackedFolders(path)))];
  const roots = source === null ? [path] : [path, source];
  const known = folders.filter((folder) =>
    roots.some((root) => envFileNames.some((name) => existsSync(join(root, folder, name)))),
  );
  const mayBeMore = everywhere || roots.some((root) => existsSync(join(root, '.worktreeinclude')));
  return mayBeMore ? [...new Set([...known, ...(await findUntracked(path))])] : known;
}

async function trackedFolders(path: string): Promise<Set<string>> {
  const listed = await git({ cwd: path, args: ['ls-files', '-z'] });
  const folders = new Set<string>();
  for (const name of listed.stdout.split('\0')) {
    for (let folder = posix.dirname(name); folder !== '.' && !folders.has(folder); folder = posix.dirname(folder))
      folders.add(folder);
  }
  return folders;
}

// What tools install or build; what lies in there is theirs, and looking through it takes long.
const skipped = ['node_modules', '.venv', 'vendor', 'target'].map((name) => `--exclude=${name}/`);

/** The folders with a `.env` that git does not track, in folders that need not hold anything else. */
async function findUntracked(path: string): Promise<string[]> {
  const named = envFileNames.map((name) => `:(glob)**/${name}`);
  const listed = await git({ cwd: path, args: ['ls-files', '-z', '--others', ...skipped, '--', ...named] });
  const folders = listed.stdout.split('\0').filter(Boolean).map(posix.dirname);
  return folders.map((folder) => (folder === '.' ? '' : folder));
}
