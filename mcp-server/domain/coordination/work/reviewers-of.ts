import type { Config } from '../../../kernel/config.ts';
import type { Agent } from '../../../kernel/event.ts';
import type { Attempt } from './attempt.ts';
import { defaultModels } from './run-session.ts';

/**
 * The agents of other vendors that review a run's changes: those that are named, and otherwise Codex where Claude Code does the
 * work. A scripted run asks nobody who costs money.
 */
export const othersOf = ({ agent, config }: { agent: Pick<Agent, 'name'>; config: Config }): string[] =>
  config.reviews.others ?? (agent.name === 'claude' ? ['codex'] : []);

const strongModel = 'opus';

/** The model of a review: what the task names, a strong one for risky changes, a light one for the others. */
export function reviewModel({ run, task }: Pick<Attempt, 'run' | 'task'>, { isRisky }: { isRisky: boolean }): string {
  const configured = run.config.stages.review?.model;
  const routine = configured ?? defaultModels.review;
  return task.models.review ?? (isRisky ? (run.config.reviews.riskyModel ?? configured ?? strongModel) : routine);
}
