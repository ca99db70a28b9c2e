import type { Expectation } from './expectations.ts';
import type { SimulatedRun } from '../../support/simulate.ts';

/** What was seen of one mode. */
export interface Seen {
  mode: string;
  /** What differs from what must be, in words; empty when all is right. */
  wrong: string[];
  /** Whether the task counts as done without its work being there. */
  isFalse: boolean;
  /** How much more a session spent than it was granted and one turn. */
  overspentUsd: number;
}

/** Compares what came of the task of a mode with what must. */
export function judgeMode({ view, events, sample }: SimulatedRun, { mode, wanted }: { mode: string; wanted: Expectation }): Seen {
  const task = view.tasks.find(({ key }) => key === mode);
  const own = events.filter((event) => event.task === mode);
  const end = own.findIndex((event) => event.kind === 'session-ended' && event.stage === wanted.stage);
  const reacted = own.slice(end).find(({ kind }) => kind in reactions);
  const reaction = reacted ? reactions[reacted.kind as keyof typeof reactions] : 'none';
  const ended = own[end];
  const failure =
    reacted && 'failure' in reacted && reacted.failure
      ? reacted.failure.reason
      : ended?.kind === 'session-ended'
        ? (ended.failure?.reason ?? null)
        : 'no session';
  const wrong = [
    failure === wanted.failure ? '' : `failure ${failure} instead of ${wanted.failure}`,
    reaction === wanted.reaction ? '' : `${reaction} instead of ${wanted.reaction}`,
    task?.phase === wanted.end ? '' : `ends ${task?.phase} instead of ${wanted.end}: ${JSON.stringify(task?.failure)}`,
  ].filter((words) => words !== '');
  const files = sample.git(['ls-tree', '-r', '--name-only', view.mergedBranch]).split('\n');
  const isFalse = task?.phase === 'done' && !files.includes(`simulated/${mode}.txt`);
  return { mode, wrong, isFalse, overspentUsd: overspent(own) };
}

const reactions = {
  'task-parked': 'waits',
  'fix-wanted': 'sent-back',
  'task-blocked': 'asks',
  'task-failed': 'gives-up',
} as const;

const turnUsd = 0.01;

function overspent(events: SimulatedRun['events']): number {
  const granted = new Map(
    events.flatMap((event) => (event.kind === 'session-launching' ? [[event.session, event.allowance?.usd ?? Infinity]] : [])),
  );
  const over = events.flatMap((event) =>
    event.kind === 'session-ended' ? [event.spending.usd - (granted.get(event.session) ?? Infinity) - turnUsd] : [],
  );
  return Math.max(0, ...over.map((usd) => Math.round(usd * 1e6) / 1e6));
}
