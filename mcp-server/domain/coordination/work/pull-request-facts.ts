import type { Infra } from '../../../infra/infra.ts';
import type { Stage, TaskKey } from '../../../kernel/model.ts';
import type { PullRequestFacts } from '../../merges/stack/pull-request-text.ts';
import type { RunState } from '../../tasks/run-state.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import { readTaskState } from './record.ts';

/** What the pull request of a task says: all of it from the journal. Null for a task that the run does not have. */
export function pullRequestFacts(
  infra: Pick<Infra, 'store'>,
  { state, task, onto }: { state: RunState; task: TaskKey; onto: TaskKey | null },
): PullRequestFacts | null {
  const wanted = state.graph.tasks.find(({ key }) => key === task);
  const done = readTaskState(infra.store, state.run, task);
  if (!wanted || !done) return null;
  return {
    run: state.run,
    task,
    title: wanted.title,
    spec: wanted.spec,
    plan: done.plan,
    checks: done.checks,
    verdict: done.verdicts.at(-1) ?? null,
    proven: done.proven,
    rounds: done.round,
    cost: costOf(done),
    merged: done.merged?.commit ?? null,
    onto,
  };
}

function costOf({ sessions, others = {} }: Pick<TaskState, 'sessions' | 'others'>): PullRequestFacts['cost'] {
  const byStage = new Map<Stage, { stage: Stage; usd: number; sessions: number }>();
  for (const { stage, spending } of sessions) {
    const sum = byStage.get(stage) ?? { stage, usd: 0, sessions: 0 };
    byStage.set(stage, { stage, usd: sum.usd + (spending?.usd ?? 0), sessions: sum.sessions + 1 });
  }
  const review = byStage.get('review');
  if (review) review.usd += Object.values(others).reduce((sum, { usd }) => sum + usd, 0);
  return [...byStage.values()];
}
