import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { envFileNames, findEnvFolders } from './environment/env-folders.ts';
import { howGitSees } from './environment/hide-from-git.ts';
import { listIncluded } from './copy-included.ts';

/** Ignored files that are wanted all the same, by name in `latin1`, with what shows whether one was changed. */
export type Planted = Record<string, string>;

/**
 * Looks at the ignored files of a worktree that somebody wants: those that `.worktreeinclude` names, and every `.env`. Who knows
 * the folders where one can be says them.
 */
export async function lookAtIgnored(path: string, { folders }: { folders?: readonly string[] } = {}): Promise<Planted> {
  const names = new Set((await listIncluded(path)).map((name) => name.toString('latin1')));
  for (const folder of folders ?? (await findEnvFolders({ path, source: null }))) {
    for (const file of envFileNames) {
      const name = folder === '' ? file : `${folder}/${file}`;
      if (existsSync(join(path, name)) && (await howGitSees({ folder: path, name })) === 'ignored')
        names.add(Buffer.from(name).toString('latin1'));
    }
  }
  const seen = [...names].flatMap((name): [string, string][] => {
    const stat = lstatSync(Buffer.from(`${path}/${name}`, 'latin1'), { throwIfNoEntry: false, bigint: true });
    return stat?.isFile() || stat?.isSymbolicLink() ? [[name, `${stat.size} ${stat.mtimeNs}`]] : [];
  });
  return Object.fromEntries(seen);
}

/** The names of those that are not as they were planted. Where that is not known, all of them. */
export async function changedIgnored(path: string, planted: Planted = {}): Promise<Buffer[]> {
  const now = await lookAtIgnored(path);
  return Object.keys(now)
    .filter((name) => now[name] !== planted[name])
    .map((name) => Buffer.from(name, 'latin1'));
}
