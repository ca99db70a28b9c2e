import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../infra/git/git.ts';
import { inRepository } from '../../infra/git/in-repository.ts';
import { withPassingFolder } from '../../infra/process/passing-folder.ts';
import type { Config } from '../../kernel/config.ts';
import type { Commit, Repository, Task } from '../../kernel/model.ts';
import { detectChecks } from '../workspaces/detect-checks.ts';

/**
 * The gates of a task: the configuration's, or where it names none those that the base's own files name, then the task's.
 * What a branch says about gates is never read, so that no session sets its own.
 */
export async function readGates({
  repository,
  base,
  config,
  task,
}: {
  repository: Repository;
  base: Commit;
  config: Pick<Config, 'checks'>;
  task: Pick<Task, 'checks'>;
}): Promise<string[]> {
  return [...new Set([...(config.checks ?? (await detectAt(repository, base))), ...task.checks])];
}

// The files in which conventions name a test command. Of all others it counts only that they are there.
const told = /^(?:Makefile|(?!.*lock).*\.(?:json|toml|txt|cfg|ini))$/;

/** What would be detected in a checkout of a commit, without making one: its top folder is laid out in a temporary one. */
async function detectAt(repository: Repository, commit: Commit): Promise<string[]> {
  const listed = await git({ ...inRepository(repository), args: ['ls-tree', '-z', commit] });
  const files = listed.stdout.split('\0').filter((record) => record.startsWith('100'));
  return withPassingFolder(async (folder) => {
    for (const record of files) {
      const name = record.slice(record.indexOf('\t') + 1);
      const path = join(folder, name);
      writeFileSync(path, told.test(name) ? await readBlob(repository, `${commit}:${name}`) : '');
    }
    return detectChecks(folder);
  });
}

const readBlob = async (repository: Repository, name: string): Promise<Buffer> =>
  (await git({ ...inRepository(repository), args: ['cat-file', 'blob', name] })).bytes;
