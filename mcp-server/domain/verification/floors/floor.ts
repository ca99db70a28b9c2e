import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { gitOk } from '../../../infra/git/git.ts';
import { inRepository } from '../../../infra/git/in-repository.ts';
import type { Infra } from '../../../infra/infra.ts';
import { digest } from '../../../kernel/id.ts';
import type { CheckReport, Commit, Repository } from '../../../kernel/model.ts';
import type { Objection } from '../guard/objection.ts';
import { add, countJUnit, countTests, type TestCounts } from './count-tests.ts';

const counts = z.strictObject({ passed: z.int(), skipped: z.int(), summaries: z.int() });
const floorSchema = z.record(z.string(), counts);

/** What each gate counted on a tree, by its command. Gates whose output names no counts are absent. */
export type Floor = z.output<typeof floorSchema>;

type Place = { repository: Repository; commit: Commit };

/** Counts the tests of a report's gates. JUnit reports, where there are any, speak for a gate whose output names none. */
export function readCounts(
  report: CheckReport,
  { junit = [], floor = {} }: { junit?: readonly string[]; floor?: Floor } = {},
): Floor {
  const reported = junit.flatMap((path) => countJUnit(read(path)) ?? []);
  const sum = reported.length > 0 ? { ...add(reported), summaries: reported.length } : null;
  return Object.fromEntries(
    report.gates.flatMap(({ command, outputPath }): [string, TestCounts][] => {
      const found = countTests(read(outputPath), floor[command]?.summaries) ?? sum;
      return found ? [[command, found]] : [];
    }),
  );
}

/** Compares what a change's gates counted with the floor that it must hold. */
export function belowFloor(floor: Floor, now: Floor): Objection[] {
  return Object.entries(floor).flatMap(([command, before]): Objection[] => {
    const after = now[command];
    const object = (what: string): Objection[] => [{ kind: 'below-floor', path: command, what }];
    if (!after) return object(`It said that ${before.passed} tests passed before, and names no count now.`);
    if (after.passed < before.passed) return object(`${after.passed} tests pass, where ${before.passed} passed before.`);
    if (after.skipped > before.skipped) return object(`${after.skipped} tests are skipped, where ${before.skipped} were before.`);
    return [];
  });
}

// A gate that ran and named no counts, which is not the same as one that nobody ran.
const uncounted: TestCounts = { passed: 0, skipped: 0, summaries: 0 };

/** Keeps what gates counted on a commit as the floor for what is built on it, and which of them named no counts. */
export async function keepFloor(
  infra: Infra,
  { floor, gates, ...at }: Place & { floor: Floor; gates: readonly string[] },
): Promise<void> {
  const path = await floorPath(infra, at);
  if (path === null) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Renamed into place, so that a reader never sees half of it.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ ...Object.fromEntries(gates.map((gate) => [gate, uncounted])), ...floor }), {
    mode: 0o600,
  });
  renameSync(draft, path);
}

// Merges and lessons land on each other; the nearest counted one is rarely further back than this.
const mostSteps = 50;

/**
 * The floor of a commit, or null when nobody counted these gates on it: a commit of a lesson is as its parent, since it changes
 * rules and no test. Where no gates are named, that of its nearest first-parent ancestor that was counted.
 */
export async function readFloor(
  infra: Infra,
  { repository, commit, gates }: Place & { gates?: readonly string[] },
): Promise<Floor | null> {
  const format = '--format=%T %(trailers:key=Fanout-Lesson,valueonly,separator=%x20)';
  const args = ['log', '--first-parent', `--max-count=${mostSteps}`, format, commit, '--'];
  const commits = await gitOk({ ...inRepository(repository), args });
  if (!commits.ok) return null;
  for (const line of commits.value.trimEnd().split('\n')) {
    const [tree = '', ...lesson] = line.trim().split(' ');
    const kept = parse(read(pathOf(infra, repository, tree)));
    if (kept && (gates ?? []).every((gate) => gate in kept))
      return Object.fromEntries(Object.entries(kept).filter(([, { summaries }]) => summaries > 0));
    if (gates && lesson.length === 0) return null;
  }
  return null;
}

async function floorPath(infra: Infra, { repository, commit }: Place): Promise<string | null> {
  const tree = await gitOk({ ...inRepository(repository), args: ['rev-parse', '--verify', `${commit}^{tree}`] });
  return tree.ok ? pathOf(infra, repository, tree.value.trim()) : null;
}

// By tree, since the same files count the same under whatever commit.
const pathOf = ({ home }: Infra, { commonDir }: Repository, tree: string): string =>
  join(home, 'floors', digest(commonDir), `${tree}.json`);

function parse(text: string): Floor | null {
  if (text === '') return null;
  const parsed = floorSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
