import { z } from 'zod';
import type { RunView, TaskView } from '../../domain/coordination/work/view.ts';
import { sayAbsent, sayOpinions, whoFound } from '../../domain/reviews/who-found.ts';
import { explain } from '../../kernel/explain.ts';
import type { Verdict } from '../../kernel/model.ts';

/** A run as the tools answer it: what an agent needs to decide what next, and no more. */
export const runOutput = z.strictObject({
  run: z.string(),
  title: z.string(),
  status: z.enum(['running', 'paused', 'cancelling', 'cancelled', 'finished']),
  branch: z.string(),
  commit: z.string().nullable(),
  /** Estimates at list price. */
  usd: z.number(),
  costs: z.strictObject({
    stages: z.record(z.string(), z.number()),
    models: z.record(z.string(), z.number()),
    unpriced: z.int(),
  }),
  counts: z.strictObject({ tasks: z.int(), merged: z.int(), active: z.int(), waiting: z.int(), unmerged: z.int() }),
  tasks: z.array(
    z.strictObject({
      key: z.string(),
      phase: z.string(),
      attempt: z.int(),
      round: z.int(),
      worktree: z.string().nullable(),
      /** When a parked task wakes, in milliseconds since 1970. */
      until: z.int().nullable(),
      /** Why it ended without a merge, waits, or will conflict: what happened and what next. */
      problem: z.string().nullable(),
      /** What reviewers found, for a task that a person decides about. */
      findings: z.array(z.string()),
    }),
  ),
  lessons: z.array(z.string()),
  /** Rules that a person has to say yes or no to, each with its id and why. */
  lessonsLeft: z.array(z.string()),
});

const still = new Set(['waiting', 'blocked', 'failed', 'cancelled', 'done', 'parked', 'held']);

/** A run as facts. */
export const runFacts = (view: RunView): z.input<typeof runOutput> => ({
  run: view.run,
  title: view.title,
  status: view.status,
  branch: view.mergedBranch,
  commit: view.mergedCommit,
  usd: cents(view.usd),
  costs: { stages: allCents(view.costs.stages), models: allCents(view.costs.models), unpriced: view.costs.unpriced },
  counts: {
    tasks: view.tasks.length,
    merged: count(view, ({ merged }) => merged !== null),
    active: count(view, ({ phase }) => !still.has(phase)),
    waiting: count(view, ({ phase }) => phase === 'waiting' || phase === 'parked' || phase === 'held'),
    unmerged: count(view, ({ phase }) => phase === 'blocked' || phase === 'failed' || phase === 'cancelled'),
  },
  tasks: view.tasks.map(
    ({ key, phase, attempt, round, worktree, until, failure, verdict, keptApart, collisions, clashes, merged }) => ({
      key,
      phase,
      attempt,
      round,
      worktree,
      until,
      problem: failure
        ? inWords(failure)
        : phase === 'waiting' && keptApart
          ? keptApart.because
          : meetWords({ collisions, clashes, merged }),
      findings: verdict && failure?.reason === 'review-blocks' ? findingLines(verdict) : [],
    }),
  ),
  lessons: view.lessons.map(({ path, rule }) => `${path}: ${rule}`),
  lessonsLeft: view.lessonsLeft.map(({ lesson, rule, asks }) => `${lesson}: ${rule} (${asks})`),
});

/** What reviewers came to and found, a line each, as a person must see it to decide. */
function findingLines(verdict: Verdict): string[] {
  const lines = verdict.findings.map((finding) => {
    const { severity, status, title, file, line, what, evidence, log, isOutside = false } = finding;
    const head = [severity, status, whoFound(finding, verdict), isOutside ? 'not of this change' : ''].filter(
      (word) => word !== '',
    );
    const shown = evidence ? ` Evidence: ${evidence.command}${log === undefined ? '' : `; it printed ${log}`}` : ' No evidence.';
    return `${head.join(', ')}: ${title} (${file}:${line}). ${what.slice(0, 500)}${shown}`;
  });
  return [...sayOpinions(verdict), ...sayAbsent([verdict]), ...lines];
}

/** What stands between a task and its merge: branches that conflict with its own, and migration numbers that others took too. */
function meetWords({ collisions, clashes, merged }: Pick<TaskView, 'collisions' | 'clashes' | 'merged'>): string | null {
  const conflicts = collisions.map(({ with: other, files }) => `${other ?? 'what landed'} in ${files.join(', ')}`);
  const numbers = merged === null ? clashes.map(({ with: other, files }) => `${other} (${files.join(', ')})`) : [];
  const words = [
    ...(conflicts.length > 0 ? [`Conflicts with ${conflicts.join('; ')}.`] : []),
    ...(numbers.length > 0
      ? [`Took the same migration number as ${numbers.join('; ')}: the one that merges later gets the next free one.`]
      : []),
  ];
  return words.length > 0 ? words.join(' ') : null;
}

/** A failure in two sentences. */
export function inWords(failure: NonNullable<TaskView['failure']>): string {
  const { message, hint } = explain(failure);
  return `${message} ${hint}`;
}

/** Where a run stands, in one line for people. */
export function runLine({ run, status, counts, tasks }: z.output<typeof runOutput>): string {
  const at = tasks.filter(({ phase }) => !still.has(phase)).map(({ key, phase }) => `${key} is ${phase}`);
  return [`Run ${run} is ${status}: ${counts.merged} of ${counts.tasks} merged`, ...at].join(', ');
}

/** An amount in US dollars, to the cent's hundredth: more digits say nothing. */
export const cents = (usd: number): number => Math.round(usd * 10_000) / 10_000;

const allCents = (amounts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(amounts).map(([name, usd]) => [name, cents(usd)]));

const count = ({ tasks }: RunView, holds: (task: TaskView) => boolean): number => tasks.filter(holds).length;
