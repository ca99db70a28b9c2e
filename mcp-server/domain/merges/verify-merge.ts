import { mergeBase } from '../../infra/git/ancestors.ts';
import { changedBetween } from '../../infra/git/changed-between.ts';
import { gitOk } from '../../infra/git/git.ts';
import { inRepository } from '../../infra/git/in-repository.ts';
import { listTree } from '../../infra/git/list-tree.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Merge } from './build-merge.ts';

/** A merge, and the reviewed commit that it merges. */
export interface Verifiable {
  merge: Merge;
  reviewed: Commit;
}

/**
 * Recomputes from the objects alone what a merge must hold before it may land: it has the tree that was tested, the old tip
 * as first parent and the reviewed commit as second, and it leaves every path that the branch did not change as the target
 * has it. The value is, for each merge, the list of paths that break this; none means sound.
 */
export async function verifyMerges({
  repository,
  merges,
}: {
  repository: Repository;
  merges: readonly Verifiable[];
}): Promise<Result<string[][], 'git-failed'>> {
  const bases = await Promise.all(
    merges.map(({ merge, reviewed }) => mergeBase({ repository, one: merge.onto, other: reviewed })),
  );
  const named = merges.flatMap(({ merge, reviewed }, index) => [merge.commit, merge.onto, reviewed, bases[index] ?? merge.onto]);
  const facts = await readFacts(repository, named);
  if (!facts.ok) return facts;
  const tree = (commit: Commit): string => facts.value.get(commit)?.tree ?? '';
  const pairs = merges.flatMap(({ merge, reviewed }, index) => [
    [tree(bases[index] ?? merge.onto), tree(reviewed)] as const,
    [tree(merge.onto), tree(merge.commit)] as const,
  ]);
  const changed = await changedBetween({ repository, pairs });
  if (!changed.ok) return changed;
  const stray: string[][] = [];
  for (const [index, { merge, reviewed }] of merges.entries()) {
    const is = facts.value.get(merge.commit);
    const base = bases[index];
    const isAsTested = is?.tree === merge.tree && is.parents === `${merge.onto} ${reviewed}`;
    const [wanted = [], landed = []] = changed.value.slice(2 * index);
    const found = isAsTested && base ? await findStray({ repository, merge, reviewed, base, wanted, landed }) : ok(['.']);
    if (!found.ok) return found;
    stray.push(found.value);
  }
  return ok(stray);
}

async function readFacts(
  repository: Repository,
  commits: readonly Commit[],
): Promise<Result<Map<string, { tree: string; parents: string }>, 'git-failed'>> {
  const input = `${[...new Set(commits)].join('\n')}\n`;
  const args = ['log', '--stdin', '--no-walk=unsorted', '--format=%H%x1f%T%x1f%P'];
  const listed = await gitOk({ ...inRepository(repository), args, input });
  if (!listed.ok) return listed;
  const records = listed.value
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\x1f'));
  return ok(new Map(records.map(([commit = '', tree = '', parents = '']) => [commit, { tree, parents }])));
}

interface Changed extends Verifiable {
  repository: Repository;
  base: Commit;
  /** What the branch changed, and what its merge changes on the target. */
  wanted: readonly string[];
  landed: readonly string[];
}

async function findStray({ wanted, landed, ...of }: Changed): Promise<Result<string[], 'git-failed'>> {
  const { repository, merge, base } = of;
  const known = new Set(wanted);
  const stray = landed.filter((path) => !known.has(path));
  if (stray.length === 0) return ok([]);
  const renamed = await readRenames({ repository, base, commit: merge.onto });
  if (!renamed.ok) return renamed;
  // A change to a file that the target renamed lands under its new name.
  const left = stray.filter((path) => !known.has(renamed.value.get(path) ?? ''));
  return merge.redone && left.length > 0 ? dropRenumbered({ ...of, known, stray: left }) : ok(left);
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
