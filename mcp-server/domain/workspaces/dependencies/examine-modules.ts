import { readdirSync, readlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { isWithin } from '../../../kernel/is-within.ts';
import { exec } from '../../../infra/process/exec.ts';

/**
 * Says why installed packages must stay in the worktree that they were installed in, or null when they would work in any other
 * as well: a link that is absolute or leads out of the worktree, or a file that holds the worktree's own path, as compiled
 * packages and some start scripts do.
 */
export async function findTie({ path, folders }: { path: string; folders: readonly string[] }): Promise<string | null> {
  for (const folder of folders) {
    const link = findLink(path, join(path, folder));
    if (link !== null) return `${link} leads to one place only`;
  }
  const { exitCode, stdout } = await exec({
    command: 'grep',
    args: ['-rlF', '-m', '1', '--', path, ...folders.map((folder) => `./${folder}`)],
    cwd: path,
    environment: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
  });
  // 1 says that no file has it; anything above 1 that not all could be read.
  if (exitCode === 1) return null;
  return exitCode === 0 ? `${stdout.split('\n', 1)[0]} holds the worktree’s path` : 'not every file could be read';
}

function findLink(root: string, folder: string): string | null {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const found = findLink(root, path);
      if (found !== null) return found;
    } else if (entry.isSymbolicLink()) {
      const to = readlinkSync(path);
      if (isAbsolute(to) || !isWithin(root, resolve(dirname(path), to))) return relative(root, path);
    }
  }
  return null;
}
