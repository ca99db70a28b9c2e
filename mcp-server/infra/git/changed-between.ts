import type { Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { gitOk } from './git.ts';
import { inRepository } from './in-repository.ts';

/** The paths that differ within each pair of trees, by one call for all of them; a renamed file counts under both names. */
export async function changedBetween({
  repository,
  pairs,
}: {
  repository: Repository;
  pairs: readonly (readonly [string, string])[];
}): Promise<Result<string[][], 'git-failed'>> {
  if (pairs.length === 0) return ok([]);
  const lines = pairs.map(([before, after]) => `${before} ${after}`);
  const args = ['diff-tree', '--stdin', '-r', '-z', '--name-only', '--no-renames', '--no-ext-diff', '--no-textconv'];
  const listed = await gitOk({ ...inRepository(repository), args, input: `${lines.join('\n')}\n` });
  if (!listed.ok) return listed;
  const changed: string[][] = [];
  let rest = listed.value;
  // Each pair is said again on a line of its own, and the paths follow it, each ended by a NUL.
  for (const [index, line] of lines.entries()) {
    rest = rest.slice(rest.indexOf(`${line}\n`) + line.length + 1);
    const next = lines[index + 1];
    const end = next === undefined ? rest.length : rest.indexOf(`${next}\n`);
    changed.push(
      rest
        .slice(0, end)
        .split('\0')
        .filter((path) => path !== ''),
    );
  }
  return ok(changed);
}
