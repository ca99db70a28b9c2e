import { changedBetween } from '../../../mcp-server/infra/git/changed-between.ts';
import { gitOk } from '../../../mcp-server/infra/git/git.ts';
import { inRepository } from '../../../mcp-server/infra/git/in-repository.ts';
import type { Commit, Repository } from '../../../mcp-server/kernel/model.ts';

/** A branch that was merged into the main line, which is the first parents of HEAD. */
export interface Merged {
  /** Where in the main line it landed, and the last place of it that the branch contains. */
  landed: number;
  started: number;
  tip: Commit;
  base: Commit;
  files: readonly string[];
  /** Places of merges whose own commits this branch contains: it stands on those branches. */
  standsOn: ReadonlySet<number>;
}

// A branch of more files is an import or a reformatting, of which nobody would foretell anything.
const mostFiles = 100;

/** Reads the merged branches of a repository in the order in which they landed, and its main line, oldest first. */
export async function readMerges(repository: Repository): Promise<{ line: Commit[]; merges: Merged[] }> {
  const args = ['log', '--topo-order', '--reverse', '--format=%H %P', 'HEAD', '--'];
  const log = await gitOk({ ...inRepository(repository), args });
  if (!log.ok) throw new Error(log.failure.stderr);
  const parents = new Map<Commit, Commit[]>();
  for (const record of log.value.trim().split('\n')) {
    const [commit, ...others] = record.split(' ') as Commit[];
    if (commit) parents.set(commit, others);
  }
  const line = mainLine(parents);
  const places = new Map(line.map((commit, place) => [commit, place]));
  const forks = forksOf(parents, places);
  const arrivals = arrivalsOf(parents, line);
  const merges = line.flatMap((commit, landed): Omit<Merged, 'files'>[] => {
    const [, tip, more] = parents.get(commit) ?? [];
    const started = (tip && forks.get(tip)) ?? -1;
    const base = line[started];
    if (!tip || more || !base || started >= landed) return [];
    return [{ landed, started, tip, base, standsOn: standsOn(tip, { landed, started, parents, places, arrivals }) }];
  });
  const files = await filesOf(repository, merges);
  const read = merges.map((merge, index) => ({ ...merge, files: files[index] ?? [] }));
  return { line, merges: read.filter(({ files: { length } }) => length > 0 && length <= mostFiles) };
}

type Parents = ReadonlyMap<Commit, readonly Commit[]>;

function mainLine(parents: Parents): Commit[] {
  const line: Commit[] = [];
  let at = [...parents.keys()].at(-1);
  for (; at !== undefined && parents.has(at); at = parents.get(at)?.[0]) line.push(at);
  return line.toReversed();
}

/** The last place of the main line that each commit contains. Parents come before their children. */
function forksOf(parents: Parents, places: ReadonlyMap<Commit, number>): Map<Commit, number> {
  const forks = new Map<Commit, number>();
  for (const [commit, others] of parents) {
    forks.set(commit, places.get(commit) ?? Math.max(-1, ...others.map((other) => forks.get(other) ?? -1)));
  }
  return forks;
}

/** The place of the main line with which each commit arrived there. */
function arrivalsOf(parents: Parents, line: readonly Commit[]): Map<Commit, number> {
  const arrivals = new Map(line.map((commit, place) => [commit, place]));
  for (const [place, commit] of line.entries()) {
    const next = (parents.get(commit) ?? []).slice(1);
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      if (arrivals.has(at)) continue;
      arrivals.set(at, place);
      next.push(...(parents.get(at) ?? []));
    }
  }
  return arrivals;
}

interface Lines {
  landed: number;
  started: number;
  parents: Parents;
  places: ReadonlyMap<Commit, number>;
  arrivals: ReadonlyMap<Commit, number>;
}

function standsOn(tip: Commit, { landed, started, parents, places, arrivals }: Lines): Set<number> {
  const found = new Set<number>();
  const seen = new Set<Commit>();
  const next = [tip];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    const arrived = arrivals.get(at) ?? -1;
    if (seen.has(at) || places.has(at) || arrived <= started) continue;
    seen.add(at);
    if (arrived !== landed) found.add(arrived);
    next.push(...(parents.get(at) ?? []));
  }
  return found;
}

async function filesOf(repository: Repository, merges: readonly Omit<Merged, 'files'>[]): Promise<string[][]> {
  const input = merges.map(({ base, tip }) => `${base}^{tree}\n${tip}^{tree}\n`).join('');
  if (input === '') return [];
  const trees = await gitOk({ ...inRepository(repository), args: ['cat-file', '--batch-check=%(objectname)'], input });
  if (!trees.ok) throw new Error(trees.failure.stderr);
  const names = trees.value.split('\n');
  const pairs = merges.map((_, index) => [names[2 * index] ?? '', names[2 * index + 1] ?? ''] as const);
  const changed = await changedBetween({ repository, pairs });
  if (!changed.ok) throw new Error(changed.failure.stderr);
  return changed.value;
}
