import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit, Repository } from '../../kernel/model.ts';
import { withPassingFolder } from '../process/passing-folder.ts';
import { git } from './git.ts';
import { inRepository } from './in-repository.ts';

// The files in which conventions name commands and packages. Of all others it counts only that they are there.
const told = /\.(?:json|toml|txt|cfg|ini|lock|ya?ml|sum)$|^Makefile$/;

/** Calls `look` with a temporary folder that holds the files at the top of a commit, so that nothing has to be checked out. */
export async function withTopFiles<T>(
  { repository, commit }: { repository: Repository; commit: Commit },
  look: (folder: string) => T,
): Promise<T> {
  const listed = await git({ ...inRepository(repository), args: ['ls-tree', '-z', commit] });
  const names = listed.stdout
    .split('\0')
    .filter((record) => record.startsWith('100'))
    .map((record) => record.slice(record.indexOf('\t') + 1));
  return withPassingFolder(async (folder) => {
    for (const name of names)
      writeFileSync(join(folder, name), told.test(name) ? await readBlob(repository, `${commit}:${name}`) : '');
    return look(folder);
  });
}

const readBlob = async (repository: Repository, name: string): Promise<Buffer> =>
  (await git({ ...inRepository(repository), args: ['cat-file', 'blob', name] })).bytes;
