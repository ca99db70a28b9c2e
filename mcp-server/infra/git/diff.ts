import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { gitOk } from './git.ts';
import { inRepository } from './in-repository.ts';
import { parseNumstat, type DiffStat } from './numstat.ts';

interface Range {
  repository: Repository;
  base: Commit;
  commit: Commit;
}

// No program of the repository's configuration draws the difference.
const plain = ['--no-ext-diff', '--no-textconv', '--no-color'];

const call = ({ repository, base, commit }: Range, options: string[]) =>
  gitOk({ ...inRepository(repository), args: ['diff', ...plain, ...options, base, commit, '--'] });

/** The patch from `base` to `commit`, with renames detected. */
export const readDiff = (range: Range): Promise<Result<string, 'git-failed'>> => call(range, ['--find-renames', '--patch']);

/** The paths that differ between `base` and `commit`, both names of a renamed file. */
export async function changedFiles(range: Range): Promise<Result<string[], 'git-failed'>> {
  const names = await call(range, ['--no-renames', '--name-only', '-z']);
  return names.ok ? ok(names.value.split('\0').filter((name) => name !== '')) : names;
}

/** How many files and lines differ between `base` and `commit`. */
export async function diffStat(range: Range): Promise<Result<DiffStat, 'git-failed'>> {
  const numbers = await call(range, ['--find-renames', '--numstat', '-z']);
  return numbers.ok ? ok(parseNumstat(numbers.value)) : numbers;
}
