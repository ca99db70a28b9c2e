import { posix } from 'node:path';
import picomatch from 'picomatch';
import { mergeBase } from '../../infra/git/ancestors.ts';
import { editTree, type TreeEdit } from '../../infra/git/edit-tree.ts';
import { git } from '../../infra/git/git.ts';
import { inRepository } from '../../infra/git/in-repository.ts';
import { listTree, type TreeFile } from '../../infra/git/list-tree.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { migrationNumber, numbered } from '../overlaps/migration-number.ts';

/** A merge whose migrations may have got the same number on both sides. */
export interface Renumbering {
  repository: Repository;
  onto: Commit;
  reviewed: Commit;
  tree: string;
  /** Globs of numbered migrations. */
  migrations: readonly string[];
}

/**
 * Gives migrations that the branch added the next free number where the target took theirs meanwhile, in their own order. One
 * that another file names by its old name is a conflict instead: its builder knows what that name is for.
 */
export async function renumber({
  migrations,
  ...merge
}: Renumbering): Promise<Result<{ tree: string }, 'merge-conflict' | 'git-failed'>> {
  const { repository, onto, reviewed, tree } = merge;
  if (migrations.length === 0) return ok({ tree });
  const base = await mergeBase({ repository, one: onto, other: reviewed });
  if (base === null) return ok({ tree });
  const isMigration = picomatch([...migrations]);
  const list = async (of: string) => {
    const files = await listTree({ repository, tree: of });
    return files.ok ? ok(new Map([...files.value].filter(([path]) => isMigration(path)))) : files;
  };
  const [before, ours, theirs] = [await list(base), await list(onto), await list(reviewed)];
  if (!before.ok) return before;
  if (!ours.ok) return ours;
  if (!theirs.ok) return theirs;
  const added = (side: Map<string, TreeFile>) => [...side].filter(([path]) => !before.value.has(path));
  const edits = planRenumbering({
    taken: added(ours.value).map(([path]) => path),
    all: [...ours.value.keys()],
    added: added(theirs.value),
  });
  for (const { path, entry } of edits) {
    if (entry !== null || !(await isNamed({ repository, tree, path }))) continue;
    return fail({ reason: 'merge-conflict', ours: onto, theirs: reviewed, files: [path] });
  }
  const edited = await editTree({ repository, tree, edits });
  return edited.ok ? ok({ tree: edited.value }) : edited;
}

/** Which files get which new names, as edits of the tree. Numbers keep their width, and each folder counts for itself. */
function planRenumbering({
  taken,
  all,
  added,
}: {
  taken: readonly string[];
  all: readonly string[];
  added: readonly [string, TreeFile][];
}): TreeEdit[] {
  const inUse = new Set(taken.map(migrationNumber));
  const clashing = added.filter(([path]) => inUse.has(migrationNumber(path)) && migrationNumber(path) !== null);
  if (clashing.length === 0) return [];
  const edits: TreeEdit[] = [];
  const last = new Map<string, bigint>();
  // All that the branch added moves up behind what landed, so that its own order stays.
  for (const [path, entry] of added.toSorted(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))) {
    const folder = posix.dirname(path);
    const [, digits = ''] = numbered.exec(posix.basename(path)) ?? [];
    if (digits === '') continue;
    const highest = last.get(folder) ?? highestOf(all.filter((one) => posix.dirname(one) === folder));
    const next = highest + 1n;
    last.set(folder, next);
    const name = posix.basename(path).replace(numbered, String(next).padStart(digits.length, '0'));
    if (name === posix.basename(path)) continue;
    edits.push({ path, entry: null }, { path: posix.join(folder, name), entry });
  }
  // The new name of one may be the old name of the next, so all old ones go first.
  return edits.toSorted((one, other) => Number(one.entry !== null) - Number(other.entry !== null));
}

const highestOf = (paths: readonly string[]): bigint =>
  paths
    .map((path) => BigInt(numbered.exec(posix.basename(path))?.[1] ?? '0'))
    .reduce((highest, one) => (one > highest ? one : highest), 0n);

async function isNamed({ repository, tree, path }: { repository: Repository; tree: string; path: string }): Promise<boolean> {
  const name = posix.basename(path).replace(/\.[^.]*$/, '');
  const found = await git({ ...inRepository(repository), args: ['grep', '--quiet', '--fixed-strings', '-e', name, tree] });
  return found.exitCode === 0;
}
