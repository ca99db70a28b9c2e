import type { Config } from '../../../kernel/config.ts';
import type { Agent } from '../../../kernel/event.ts';
import type { Commit, Repository } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import { changedFiles, diffStat } from '../../../infra/git/diff.ts';
import { chooseReviewers, type Reviewers } from '../../reviews/choose-reviewers.ts';
import { defaultModels } from './run-session.ts';

/**
 * The agents of other vendors that review a run's changes: those that are named, and otherwise Codex where Claude Code does the
 * work. A scripted run asks nobody who costs money.
 */
export const othersOf = ({ agent, config }: { agent: Pick<Agent, 'name'>; config: Config }): string[] =>
  config.reviews.others ?? (agent.name === 'claude' ? ['codex'] : []);

const strongModel = 'opus';

/** The model of a review: the one that is named, a strong one for risky changes, a light one for the others. */
export function reviewModel(
  { config, named }: { config: Config; named: string | undefined },
  { isRisky }: Pick<Reviewers, 'isRisky'>,
): string {
  const configured = config.stages.review?.model;
  return named ?? (isRisky ? (config.reviews.riskyModel ?? configured ?? strongModel) : (configured ?? defaultModels.review));
}

/** Who reviews what changed between two commits, by its size and by what it touches, and the files that it touches. */
export async function reviewersOf(
  range: { repository: Repository; base: Commit; commit: Commit },
  config: Config,
): Promise<Result<{ reviewers: Reviewers; paths: string[] }, 'git-failed'>> {
  const stat = await diffStat(range);
  if (!stat.ok) return stat;
  const paths = await changedFiles(range);
  if (!paths.ok) return paths;
  const lines = stat.value.insertions + stat.value.deletions;
  return ok({ reviewers: chooseReviewers({ lines, paths: paths.value }, config.reviews), paths: paths.value });
}
