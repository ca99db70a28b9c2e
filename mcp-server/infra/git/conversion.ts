import { digest } from '../../kernel/id.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { git } from './git.ts';
import { inRepository } from './in-repository.ts';

/** Names the settings, of the person and the repository, that decide how the bytes of a file differ from those of its object. */
export async function readConversion(repository: Repository): Promise<string> {
  const { stdout } = await git({ ...inRepository(repository), args: ['config', '--list', '-z'] });
  return digest(JSON.stringify(stdout.split('\0').filter((entry) => /^(?:core|filter|attr|extensions)\./.test(entry))), 32);
}

/** Whether two commits have the same `.gitattributes`, in all their folders. */
export async function haveSameAttributes(repository: Repository, [one, other]: [Commit, Commit]): Promise<boolean> {
  const args = ['diff-tree', '-r', '--quiet', one, other, '--', ':(glob)**/.gitattributes'];
  return (await git({ ...inRepository(repository), args })).exitCode === 0;
}

/** The files that differ between two commits, or null where git cannot say. */
export async function changedPaths(repository: Repository, [one, other]: [Commit, Commit]): Promise<string[] | null> {
  if (one === other) return [];
  const args = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', one, other];
  const { exitCode, stdout } = await git({ ...inRepository(repository), args });
  return exitCode === 0 ? stdout.split('\0').filter(Boolean) : null;
}
