import { posix } from 'node:path';
import picomatch from 'picomatch';
import { git } from '../../../infra/git/git.ts';
import { inRepository } from '../../../infra/git/in-repository.ts';
import { listTree } from '../../../infra/git/list-tree.ts';
import type { Commit, Repository } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';

/** How the commit that a change starts from is looked into. Paths are relative to its top. */
export interface BaseLook {
  files: ReadonlySet<string>;
  isFolder(path: string): boolean;
  isExecutable(path: string): boolean;
  /** The files that a word of a command may mean, from within any of some folders. A word may be a pattern. */
  named(word: string, folders: readonly string[]): string[];
  /** What a symbolic link leads to; nothing for another file. */
  linked(path: string): Promise<string[]>;
  /** A file's text; null for what is not there or is not text. */
  read(path: string): Promise<string | null>;
}

/** Lists a base. Its texts are read when they are asked for, once each. */
export async function lookIntoBase(repository: Repository, base: Commit): Promise<Result<BaseLook, 'git-failed'>> {
  const listed = await listTree({ repository, tree: base });
  if (!listed.ok) return listed;
  const files = new Set(listed.value.keys());
  const folders = new Set([...files].flatMap(foldersAbove));
  const texts = new Map<string, Promise<string | null>>();
  const patterns = new Map<string, string[]>();
  const load = async (path: string): Promise<string | null> => {
    const object = listed.value.get(path)?.object;
    if (object === undefined) return null;
    const blob = await git({ ...inRepository(repository), args: ['cat-file', 'blob', object] });
    return blob.exitCode === 0 && !blob.stdout.includes('\0') ? blob.stdout : null;
  };
  const read = (path: string) => {
    const text = texts.get(path) ?? load(path);
    texts.set(path, text);
    return text;
  };
  return ok({
    files,
    read,
    linked: async (path) => {
      if (listed.value.get(path)?.mode !== '120000') return [];
      const to = posix.join(posix.dirname(path), (await read(path)) ?? '');
      return files.has(to) ? [to] : [];
    },
    isFolder: (path) => folders.has(path),
    isExecutable: (path) => listed.value.get(path)?.mode === '100755',
    named: (word, within) => [
      ...new Set(
        within.flatMap((folder) => {
          const path = posix.join(folder, word);
          if (files.has(path)) return [path];
          const found = patterns.get(path) ?? matching(path, files);
          patterns.set(path, found);
          return found;
        }),
      ),
    ],
  });
}

// Files of one kind in one folder, as a loop over scripts names them. More is what is checked, or no pattern of files at all.
const pattern = /^(?:[\w@.-]+\/)+[\w.-]*\*[\w-]*\.\w+$/;

function matching(path: string, files: ReadonlySet<string>): string[] {
  if (!pattern.test(path)) return [];
  const matches = picomatch(path, { dot: true });
  return [...files].filter((file) => matches(file));
}

function foldersAbove(path: string): string[] {
  const above = posix.dirname(path);
  return above === '.' ? ['.'] : [above, ...foldersAbove(above)];
}
