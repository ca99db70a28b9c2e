import { basename, join } from 'node:path';
import type { Repository } from '../../kernel/model.ts';
import { portVariable } from '../../kernel/names.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Infra } from '../../infra/infra.ts';
import { writeEnvBlock } from './environment/env-file.ts';
import { envFileNames } from './environment/env-folders.ts';
import { hideFromGit, howGitSees } from './environment/hide-from-git.ts';
import { withRepositoryMutex } from './locks.ts';

// What only a process of the workspace is to have: who it is, and folders that go with it.
const ours = /^(?:FANOUT_|GIT_|TMPDIR$|PLAYWRIGHT_)/;

interface Wanted {
  repository: Repository;
  path: string;
  /** The folders whose programs read a `.env`, see `findEnvFolders`. */
  folders: readonly string[];
  environment: Record<string, string>;
}

/**
 * Writes the workspace's own values into its `.env`, for programs that read that file instead of their environment, and so in
 * each package that has one. Only where the worktree or the person's checkout has one, and never into a file that git tracks:
 * then into `.env.local`. In a package `PORT` is the port that is named like its folder, where there is one. git sees none of it.
 * Answers the names of the files.
 */
export async function writeEnvFile(infra: Infra, wanted: Wanted): Promise<Result<string[], 'lock-busy'>> {
  const { environment } = wanted;
  const own = Object.entries(environment).filter(([name]) => !ours.test(name));
  const written: string[] = [];
  for (const folder of wanted.folders) {
    const port = folder === '' ? undefined : environment[portVariable(basename(folder))];
    const variables = { ...Object.fromEntries(own), ...(port === undefined ? {} : { PORT: port }) };
    const done = await writeOne(infra, wanted, { folder, variables });
    if (!done.ok) return done;
    written.push(...done.value);
  }
  return ok(written);
}

async function writeOne(
  infra: Infra,
  { repository, path }: Wanted,
  { folder, variables }: { folder: string; variables: Record<string, string> },
): Promise<Result<string[], 'lock-busy'>> {
  for (const file of envFileNames) {
    const name = folder === '' ? file : `${folder}/${file}`;
    const seen = await howGitSees({ folder: path, name });
    if (seen === 'tracked') continue;
    if (seen === 'new') {
      const hidden = await withRepositoryMutex(infra, repository, async () => ok(hideFromGit(repository, patternOf(name))));
      if (!hidden.ok) return hidden;
    }
    writeEnvBlock({ folder: join(path, folder), name: file, variables });
    return ok([name]);
  }
  return ok([]);
}

/** A name as a pattern of `.gitignore` that means this file alone. */
const patternOf = (name: string): string => `/${name.replaceAll(/[\\*?[\]!#]/g, String.raw`\$&`)}`;
