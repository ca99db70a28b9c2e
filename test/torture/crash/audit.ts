import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { leftovers } from '../../../mcp-server/domain/coordination/leftovers.ts';
import type { RunId } from '../../../mcp-server/kernel/model.ts';
import type { Fleet } from '../../support/fleet.ts';

/** What a run did that it must not, and what it left. All of it is 0 when everything held. */
export interface Audit {
  /** Commits of agents that no ref reaches any more. */
  lost: number;
  /** Merges and lessons that were made twice. */
  duplicates: number;
  /** Lessons on the run's branch. */
  lessons: number;
  /** Processes, ports, worktrees, branches, folders and locks that are still there after `clean`, each by name. */
  left: string[];
}

/** Looks at a run that has ended and was cleaned: at git and the world, not at our books. `acknowledged` lists commits. */
export async function audit(fleet: Fleet, { run, acknowledged }: { run: RunId; acknowledged: string }): Promise<Audit> {
  const { sample, infra } = fleet;
  const commits = new Set(existsSync(acknowledged) ? linesOf(readFileSync(acknowledged, 'utf8')) : []);
  const reachable = new Set(linesOf(sample.git(['rev-list', '--all'])));
  const merged = `fanout/${run}/merged`;
  const trailer = '--format=%(trailers:key=Fanout-Task,valueonly,separator=)';
  const isThere = sample.git(['for-each-ref', `refs/heads/${merged}`]) !== '';
  const merges = isThere ? linesOf(sample.git(['log', '--first-parent', '--merges', trailer, merged])) : [];
  const rules = isThere ? lessonRules(fleet, merged) : [];
  const counts = await leftovers(infra, { run });
  return {
    lost: [...commits].filter((commit) => !reachable.has(commit)).length,
    duplicates: repeats(merges) + repeats(rules),
    lessons: rules.length,
    left: [
      ...Object.entries(counts).flatMap(([what, count]) => Array.from({ length: count }, () => what)),
      ...leftInRepository(fleet),
      ...leftCgroups(fleet),
      ...leftDatabases(fleet),
    ],
  };
}

function leftInRepository({ sample }: Fleet): string[] {
  const { commonDir } = sample.repository;
  const found = [join(commonDir, 'worktrees'), `${sample.path}.fanout`].flatMap((path) =>
    existsSync(path) ? readdirSync(path).map((name) => join(path, name)) : [],
  );
  return [...found, ...readdirSync(commonDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.lock'))];
}

/** Control groups of sessions. */
function leftCgroups({ infra }: Fleet): string[] {
  const notes = readdirSync(join(infra.home, 'runs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('/cgroup'),
  );
  return notes.map((name) => readFileSync(join(infra.home, 'runs', name), 'utf8')).filter((path) => existsSync(path));
}

/** Copies of databases in the state folder. */
function leftDatabases({ infra }: Fleet): string[] {
  const folder = join(infra.home, 'databases');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.db'));
}

/** What each lesson that was admitted says: one that was learnt twice has two ids. */
function lessonRules({ sample }: Fleet, merged: string): string[] {
  const there = sample.git(['ls-tree', '--name-only', merged, '--', '.fanout/lessons.jsonl']) !== '';
  const text = there ? sample.git(['show', `${merged}:.fanout/lessons.jsonl`]) : '';
  const events = linesOf(text).map((line) => JSON.parse(line) as { kind: string; rule?: string });
  return events.flatMap(({ kind, rule }) => (kind === 'admitted' && rule !== undefined ? [rule] : []));
}

const repeats = (names: string[]): number => names.length - new Set(names).size;
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');
