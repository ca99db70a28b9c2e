import { mergeBase } from '../../infra/git/ancestors.ts';
import { changedFiles } from '../../infra/git/diff.ts';
import { gitOk } from '../../infra/git/git.ts';
import { inRepository } from '../../infra/git/in-repository.ts';
import { listTree } from '../../infra/git/list-tree.ts';
import { readLog } from '../../infra/git/log.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Merge } from './build-merge.ts';

/**
 * Recomputes from the objects alone what a merge must hold before it may land: it has the tree that was tested, the old tip
 * as first parent and the reviewed commit as second, and it leaves every path that the branch did not change as the target
 * has it. The value is the list of paths that break this; none means sound.
 */
export async function verifyMerge({
  repository,
  merge,
  reviewed,
}: {
  repository: Repository;
  merge: Merge;
  reviewed: Commit;
}): Promise<Result<string[], 'git-failed'>> {
  const log = await readLog({ repository, to: merge.commit, limit: 1 });
  if (!log.ok) return log;
  const [entry] = log.value;
  const isAsTested = entry?.tree === merge.tree && entry.parents.join(' ') === `${merge.onto} ${reviewed}`;
  return isAsTested ? findStray({ repository, merge, reviewed }) : ok(['.']);
}

async function findStray({
  repository,
  merge,
  reviewed,
}: {
  repository: Repository;
  merge: Merge;
  reviewed: Commit;
}): Promise<Result<string[], 'git-failed'>> {
  const { commit, onto } = merge;
  const base = await mergeBase({ repository, one: onto, other: reviewed });
  if (base === null) return ok(['.']);
  const wanted = await changedFiles({ repository, base, commit: reviewed });
  if (!wanted.ok) return wanted;
  const landed = await changedFiles({ repository, base: onto, commit });
  if (!landed.ok) return landed;
  const known = new Set(wanted.value);
  const stray = landed.value.filter((path) => !known.has(path));
  if (stray.length === 0) return ok([]);
  const renamed = await readRenames({ repository, base, commit: onto });
  if (!renamed.ok) return renamed;
  // A change to a file that the target renamed lands under its new name.
  const left = stray.filter((path) => !known.has(renamed.value.get(path) ?? ''));
  return merge.redone && left.length > 0 ? dropRenumbered({ repository, merge, reviewed, known, stray: left }) : ok(left);
}

/** A file that got another number is new under its new name, and byte for byte one that the branch changed. */
async function dropRenumbered({
  repository,
  merge: { commit, onto },
  reviewed,
  known,
  stray,
}: {
  repository: Repository;
  merge: Merge;
  reviewed: Commit;
  known: ReadonlySet<string>;
  stray: readonly string[];
}): Promise<Result<string[], 'git-failed'>> {
  const theirs = await listTree({ repository, tree: reviewed });
  if (!theirs.ok) return theirs;
  const before = await listTree({ repository, tree: onto, paths: stray });
  if (!before.ok) return before;
  const landed = await listTree({ repository, tree: commit, paths: stray });
  if (!landed.ok) return landed;
  const written = new Set([...theirs.value].filter(([path]) => known.has(path)).map(([, { object }]) => object));
  return ok(stray.filter((path) => before.value.has(path) || !written.has(landed.value.get(path)?.object ?? '')));
}

/** The old name of each file that was renamed between two commits, by its new name. */
async function readRenames({
  repository,
  base,
  commit,
}: {
  repository: Repository;
  base: Commit;
  commit: Commit;
}): Promise<Result<Map<string, string>, 'git-failed'>> {
  const args = [
    'diff',
    '--no-ext-diff',
    '--no-textconv',
    '--find-renames',
    '--diff-filter=R',
    '--name-status',
    '-z',
    base,
    commit,
    '--',
  ];
  const listed = await gitOk({ ...inRepository(repository), args });
  if (!listed.ok) return listed;
  const fields = listed.value.split('\0');
  const renames = new Map<string, string>();
  for (let at = 0; at + 2 < fields.length; at += 3) renames.set(fields[at + 2] ?? '', fields[at + 1] ?? '');
  return ok(renames);
}
