import { copyFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit, Repository } from '../../kernel/model.ts';
import { withPassingFolder } from '../process/passing-folder.ts';
import { git } from './git.ts';
import { inRepository } from './in-repository.ts';

/** A git directory of our own that reads and writes the objects of a repository. Its path, and the variables that select it. */
export interface PrivateGitDir {
  path: string;
  environment: Record<string, string>;
}

/** How files look in a work tree. Nothing that names a program is ever taken over. */
const harmless =
  /^(?:core\.(?:autocrlf|eol|safecrlf|filemode|ignorecase|symlinks|precomposeunicode|checkstat|trustctime|excludesfile)|extensions\.objectformat)$/;

/**
 * Runs `work` with a git directory that has none of the repository's configuration, hooks, filters, drivers, attributes or
 * refs, so that nothing in there can run a program or change what is merged, compared or saved. Commits must be named in full.
 * `head` is what HEAD says; `attributes` overrule every `.gitattributes`.
 */
export async function withPrivateGitDir<T>(
  { repository, head, attributes }: { repository: Repository; head?: Commit; attributes?: string },
  work: (directory: PrivateGitDir) => Promise<T>,
): Promise<T> {
  return withPassingFolder(async (path) => {
    for (const folder of ['refs', 'objects', 'info']) mkdirSync(join(path, folder));
    writeFileSync(join(path, 'HEAD'), `${head ?? 'ref: refs/heads/none'}\n`);
    writeFileSync(join(path, 'config'), await privateConfig(repository));
    if (attributes !== undefined) writeFileSync(join(path, 'info/attributes'), attributes);
    for (const file of ['shallow', 'info/exclude']) {
      const theirs = join(repository.commonDir, file);
      if (existsSync(theirs)) copyFileSync(theirs, join(path, file));
    }
    return await work({
      path,
      environment: { GIT_DIR: path, GIT_OBJECT_DIRECTORY: join(repository.commonDir, 'objects') },
    });
  });
}

const known = new Map<string, { stamp: string; text: string }>();

/** Read anew when the repository's file is another one: git replaces it whole, and `--local` follows no include. */
async function privateConfig(repository: Repository): Promise<string> {
  const path = join(repository.commonDir, 'config');
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  const stamp = stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : '';
  const before = known.get(path);
  if (before?.stamp === stamp) return before.text;
  const { stdout, exitCode } = await git({ ...inRepository(repository), args: ['config', '--local', '--list', '-z'] });
  const kept = stdout
    .split('\0')
    .map((entry) => entry.split('\n', 2))
    .filter(([key = '']) => harmless.test(key))
    .map(([key = '', value = 'true']) => setting(key, value));
  const version = kept.some((line) => line.startsWith('[extensions]')) ? 1 : 0;
  const text = [`[core]\n\trepositoryformatversion = ${version}\n\tbare = false\n`, ...kept].join('');
  if (exitCode === 0) known.set(path, { stamp, text });
  return text;
}

function setting(key: string, value: string): string {
  const [section = '', name = ''] = key.split('.');
  return `[${section}]\n\t${name} = ${JSON.stringify(value)}\n`;
}
