import { join } from 'node:path';
import type { Verdict } from '../../../kernel/model.ts';
import type { Config } from '../../../kernel/config.ts';
import type { ReviewAspect } from '../../../kernel/config-reviews.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { askOpinions, withOpinions } from '../../reviews/ask-opinions.ts';
import type { Reviewers } from '../../reviews/choose-reviewers.ts';
import { judge } from '../../reviews/judge.ts';
import type { AskedOpinion } from '../../reviews/kept-opinion.ts';
import { readDiff } from '../../reviews/read-diff.ts';
import type { ReplaySite } from '../../reviews/replay-findings.ts';
import { citeLessons, reviewBrief } from '../../reviews/review-brief.ts';
import { readReviewAnswer, verdictJsonSchema, type ReviewAnswer } from '../../reviews/verdict-schema.ts';
import { stopSession } from '../../sessions/stop-session.ts';
import { waitSession } from '../../sessions/wait-session.ts';
import { withCheckout } from '../../verification/with-checkout.ts';
import { taskDirectory } from '../work/directories.ts';
import { lessonsAt } from '../work/lessons-for.ts';
import { othersOf, reviewersOf, reviewModel } from '../work/reviewers-of.ts';
import { readRules } from '../work/rules.ts';
import { gatesOfRun } from '../work/gates-of-run.ts';
import { findChange, forgetChange, type ChangeWish, type FoundChange } from './find-change.ts';
import { launchByHand, type Errand } from './launch-by-hand.ts';

/** A change to review by hand. */
export interface ReviewWish {
  change: ChangeWish;
  title: string;
  spec: string;
  model?: string | undefined;
  signal: AbortSignal;
  onProgress(message: string): void;
}

/**
 * Has a change reviewed by a new session in a checkout of its own, and by the agents of other vendors that are
 * there, and replays what they claim.
 */
export async function reviewByHand(infra: Infra, wish: ReviewWish): Promise<Result<Verdict>> {
  const found = await findChange(infra, wish.change);
  if (!found.ok) return found;
  try {
    return await reviewChange(infra, wish, found.value);
  } finally {
    if ('pullRequest' in wish.change) await forgetChange(found.value);
  }
}

async function reviewChange(infra: Infra, wish: ReviewWish, place: FoundChange): Promise<Result<Verdict>> {
  const { repository, config, head: commit, base, run, task } = place;
  if (commit === base)
    return fail({
      reason: 'argument-invalid',
      name: 'change',
      value: commit,
      expected: 'one: it has nothing that its base lacks',
    });
  const outputDirectory = join(taskDirectory(infra, { run: { run }, task: { key: task } }), `review-${infra.clock.now()}`);
  const site = { repository, commit, path: `${place.path}.review`, config, signal: wish.signal, outputDirectory };
  const diff = await readDiff({ repository, base, commit, path: join(outputDirectory, 'change.diff') });
  if (!diff.ok) return diff;
  const chosen = await reviewersOf({ repository, base, commit }, config);
  if (!chosen.ok) return chosen;
  const { reviewers, paths } = chosen.value;
  const { title, spec } = wish;
  const lessons = await lessonsAt({ repository, commit: base }, { paths, ask: citeLessons });
  const about = { run, task, attempt: 1, title, spec, diff: diff.value, lessons, base, commit, checks: await gatesOfRun(place) };
  const brief = (aspects: ReviewAspect[]): string => reviewBrief({ ...about, aspects });
  wish.onProgress(`${reviewers.sessions.length === 1 ? 'a new session reviews' : 'new sessions review'} ${commit}`);
  const [own, others] = await Promise.all([
    askClaude(infra, wish, { place, site, reviewers, brief }),
    askOthers(infra, { config, site, text: brief(config.reviews.aspects) }),
  ]);
  if (!own.ok) return own;
  if (!others.ok) return others;
  const given = others.value.flatMap(({ opinion, answer }) => (answer ? [{ by: opinion.by, answer }] : []));
  const answers = [...own.value.map((answer) => ({ by: 'claude', answer })), ...given];
  const stated = answers.reduce((sum, { answer }) => sum + answer.findings.length, 0);
  wish.onProgress(`${stated} findings; their evidence is replayed`);
  const verdict = await judge(infra, { ...site, base, answers, round: 1 });
  return verdict.ok ? ok(withOpinions(verdict.value, others.value)) : verdict;
}

async function askOthers(
  infra: Infra,
  { config, site, text }: { config: Config; site: ReplaySite; text: string },
): Promise<Result<AskedOpinion[]>> {
  const names = othersOf({ agent: { name: 'claude' }, config });
  return askOpinions(infra, { ...site, names, brief: `${text}\n${await readRules('review')}` });
}

interface Asking {
  place: FoundChange;
  site: ReplaySite;
  reviewers: Reviewers;
  brief(aspects: ReviewAspect[]): string;
}

/** Asks new sessions, one after the other in one checkout. */
async function askClaude(
  infra: Infra,
  wish: Pick<ReviewWish, 'model' | 'signal'>,
  { place, site, reviewers, brief }: Asking,
): Promise<Result<ReviewAnswer[]>> {
  const outputPath = join(site.outputDirectory, 'setup.log');
  const model = reviewModel({ config: place.config, named: wish.model }, reviewers);
  const asked = await withCheckout(infra, { ...site, outputPath }, async ({ path: cwd, environment }) => {
    const answers: ReviewAnswer[] = [];
    for (const { aspects } of reviewers.sessions) {
      const errand = { place: { ...place, environment }, cwd, text: brief(aspects), model };
      const answer = await askOnce(infra, errand, wish.signal);
      if (!answer.ok) return answer;
      answers.push(answer.value);
    }
    return ok(answers);
  });
  return asked.ok ? asked.value : asked;
}

async function askOnce(
  infra: Infra,
  errand: Pick<Errand, 'place' | 'cwd' | 'text' | 'model'>,
  signal: AbortSignal,
): Promise<Result<ReviewAnswer>> {
  const launched = await launchByHand(infra, { ...errand, stage: 'review', schema: verdictJsonSchema });
  if (!launched.ok) return launched;
  const { session, directory } = launched.value;
  const outcome = await waitSession(infra, { session, signal });
  // Nobody waits for the answer any more, and its checkout is about to go.
  if (signal.aborted) await stopSession(infra, { session });
  if (outcome.failure) return fail(outcome.failure);
  return readReviewAnswer(outcome.structured, { session, keptAt: directory });
}
