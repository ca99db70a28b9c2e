import type { Graph, Repository } from '../../kernel/model.ts';
import type { Infra } from '../../infra/infra.ts';
import { estimateRun, type Estimate, type Expected } from '../tasks/estimate-run.ts';
import { listRuns } from './work/read-run.ts';
import type { TaskView } from './work/view.ts';

/** What a run is expected to take, and what that is concluded from. */
export interface Expectation extends Estimate {
  sessions: number;
  basis: string;
}

interface Experience extends Expected {
  sessions: number;
  basis: string;
}

// A task of an afternoon's size with a strong model: plan, build, review and one fix.
const guess: Experience = {
  minutes: 15,
  usd: 2,
  sessions: 4,
  basis: 'a rough guess, as too few tasks have landed on this machine to go by',
};
// Below this one odd task would speak for all.
const fewest = 3;

/** Estimates a run from the tasks that landed before: of this repository where there are enough, otherwise of this machine. */
export function expectRun(
  infra: Pick<Infra, 'store'>,
  { graph, repository, slots }: { graph: Graph; repository: Repository; slots: number },
): Expectation {
  const { sessions, basis, ...each } = experience(infra, repository);
  const estimate = estimateRun(graph, { slots, expect: () => each });
  return { ...estimate, sessions: Math.round(sessions * graph.tasks.length), basis };
}

function experience(infra: Pick<Infra, 'store'>, repository: Repository): Experience {
  const here = landed(infra, repository.commonDir);
  if (here.length >= fewest) return average(here, 'of this repository');
  const anywhere = landed(infra, undefined);
  return anywhere.length >= fewest ? average(anywhere, 'of this machine') : guess;
}

const landed = (infra: Pick<Infra, 'store'>, repository: string | undefined): TaskView[] =>
  listRuns(infra, { repository }).flatMap(({ tasks, agent }) =>
    // What a simulated session takes says nothing of a real one.
    agent.name === 'claude'
      ? tasks.filter(({ phase, merged, sessions }) => phase === 'done' && merged !== null && sessions.length > 0)
      : [],
  );

function average(tasks: TaskView[], whose: string): Experience {
  const mean = (of: (task: TaskView) => number) => tasks.reduce((sum, task) => sum + of(task), 0) / tasks.length;
  return {
    minutes: mean(({ startedAt, endedAt }) => ((endedAt ?? 0) - (startedAt ?? endedAt ?? 0)) / 60_000),
    usd: mean(({ usd }) => usd),
    sessions: mean(({ sessions }) => sessions.length),
    basis: `the average of ${tasks.length} tasks ${whose} that landed`,
  };
}
