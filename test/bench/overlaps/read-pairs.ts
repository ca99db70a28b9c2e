import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mergeBase } from '../../../mcp-server/infra/git/ancestors.ts';
import { changedBetween } from '../../../mcp-server/infra/git/changed-between.ts';
import { findRepository } from '../../../mcp-server/infra/git/find-repository.ts';
import { gitOk } from '../../../mcp-server/infra/git/git.ts';
import { inRepository } from '../../../mcp-server/infra/git/in-repository.ts';
import type { Commit, Repository } from '../../../mcp-server/kernel/model.ts';

/** Two branches that were open at the same time: what each touched, whether that meets, and whether they really collide. */
export interface PastPair {
  one: readonly string[];
  other: readonly string[];
  shared: boolean;
  collides: boolean;
  /** Where the main line stood when the second of them was begun: what could be known by then. */
  at: Commit;
}

interface Merged {
  /** Where in the line of merges it landed, and from which place in it the branch started. */
  landed: number;
  started: number;
  tip: Commit;
  files: readonly string[];
}

// The newest of them.
const mostPairs = 8000;
// A branch of more files is an import or a reformatting, of which nobody would foretell anything.
const mostFiles = 100;

/** Reads the merged branches of a repository and pairs those that were open at the same time, in their order and cut in two. */
export async function readPairs(path: string): Promise<{ repository: Repository; earlier: PastPair[]; later: PastPair[] }> {
  const found = await findRepository(path);
  if (!found.ok) throw new Error(`${path} is no repository`);
  const repository = found.value;
  const log = await gitOk({ ...inRepository(repository), args: ['log', '--first-parent', '--format=%H %P', 'HEAD', '--'] });
  if (!log.ok) throw new Error(log.failure.stderr);
  const line = log.value
    .trim()
    .split('\n')
    .map((record) => record.split(' ') as Commit[])
    .toReversed();
  const pairs = pair(repository, await readMerges(repository, line), line);
  if (pairs.length === 0) throw new Error(`${path} has no branches that were open at the same time`);
  // As many collisions on either side: most of a repository's history may have none.
  const collided = pairs.flatMap(({ collides }, index) => (collides ? [index] : []));
  const half = collided[Math.floor(collided.length / 2)] ?? Math.floor(pairs.length / 2);
  return { repository, earlier: pairs.slice(0, half), later: pairs.slice(half) };
}

async function readMerges(repository: Repository, line: Commit[][]): Promise<Merged[]> {
  const placeOf = new Map(line.map(([commit], index) => [commit, index]));
  const merges: (Omit<Merged, 'files'> & { base: Commit })[] = [];
  for (const [landed, [, onto, tip, more]] of line.entries()) {
    if (!onto || !tip || more) continue;
    const base = await mergeBase({ repository, one: onto, other: tip });
    const started = placeOf.get(base ?? undefined);
    if (base && started !== undefined) merges.push({ landed, started, tip, base });
  }
  const trees = await gitOk({
    ...inRepository(repository),
    args: ['cat-file', '--batch-check=%(objectname)'],
    input: merges.map(({ base, tip }) => `${base}^{tree}\n${tip}^{tree}\n`).join(''),
  });
  if (!trees.ok) throw new Error(trees.failure.stderr);
  const names = trees.value.split('\n');
  const changed = await changedBetween({
    repository,
    pairs: merges.map((_, index) => [names[2 * index] ?? '', names[2 * index + 1] ?? ''] as const),
  });
  if (!changed.ok) throw new Error(changed.failure.stderr);
  return merges.flatMap(({ base: _base, ...merge }, index) => {
    const files = changed.value[index] ?? [];
    return files.length > 0 && files.length <= mostFiles ? [{ ...merge, files }] : [];
  });
}

function pair(repository: Repository, merges: readonly Merged[], line: Commit[][]): PastPair[] {
  const open = merges.flatMap((one, index) =>
    merges.slice(index + 1).flatMap((other) => (other.started < one.landed ? [[one, other] as const] : [])),
  );
  const begun = ([one, other]: (typeof open)[number]) => Math.max(one.started, other.started);
  const chosen = open.toSorted((one, other) => begun(one) - begun(other)).slice(-mostPairs);
  const conflicts = mergeAll(
    repository,
    chosen.map(([one, other]) => [one.tip, other.tip]),
  );
  return chosen.flatMap(([{ files: one, started }, { files: other, started: second }], index) => {
    const known = new Set(one);
    const at = line[Math.max(started, second)]?.[0];
    const shared = other.some((file) => known.has(file));
    return at ? [{ one, other, shared, collides: conflicts[index] === true, at }] : [];
  });
}

/** Which pairs of commits conflict, by one git for all of them. What it writes goes to a folder that is thrown away. */
function mergeAll(repository: Repository, pairs: readonly (readonly [Commit, Commit])[]): boolean[] {
  if (pairs.length === 0) return [];
  const objects = mkdtempSync(join(tmpdir(), 'fanout-objects-'));
  try {
    const { cwd, environment } = inRepository(repository);
    const alternates = { GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: join(repository.commonDir, 'objects') };
    const output = execFileSync('git', ['merge-tree', '--write-tree', '--stdin', '-z', '--name-only', '--no-messages'], {
      cwd,
      env: { ...process.env, ...environment, ...alternates },
      input: pairs.map(([one, other]) => `${one} ${other}\n`).join(''),
      maxBuffer: 1 << 30,
      encoding: 'utf8',
    });
    // Of each merge: 1 where it is clean and 0 where it is not, the tree, the files that conflict, and an empty field.
    const records = output.split('\0\0').filter((record) => record !== '');
    if (records.length !== pairs.length) throw new Error(`git merged ${records.length} of ${pairs.length} pairs`);
    return records.map((record) => record.startsWith('0'));
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
}
