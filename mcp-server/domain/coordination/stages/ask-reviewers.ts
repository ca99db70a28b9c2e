import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit, SessionId, Workspace } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import { askOpinions } from '../../reviews/ask-opinions.ts';
import type { Reviewers } from '../../reviews/choose-reviewers.ts';
import type { GivenAnswer } from '../../reviews/join-answers.ts';
import type { AskedOpinion } from '../../reviews/kept-opinion.ts';
import { readDiff, type ReviewDiff } from '../../reviews/read-diff.ts';
import type { ReplaySite } from '../../reviews/replay-findings.ts';
import { citeLessons, reviewBrief } from '../../reviews/review-brief.ts';
import { readReviewAnswer, verdictJsonSchema } from '../../reviews/verdict-schema.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import { withCheckout } from '../../verification/with-checkout.ts';
import type { Attempt } from '../work/attempt.ts';
import { gatesOf, readerRules } from '../work/gates-of.ts';
import { lessonsFor, type Told } from '../work/lessons-for.ts';
import { othersOf, reviewersOf, reviewModel } from '../work/reviewers-of.ts';
import { readRules } from '../work/rules.ts';
import { runSession } from '../work/run-session.ts';

/** The commit under review: where its checkouts stand, and what it starts from. */
interface UnderReview {
  site: ReplaySite;
  base: Commit;
}

/** What all reviewers answered, and what became of those of other vendors. */
interface Asked {
  answers: GivenAnswer[];
  /** The session that reviewed; of several, the last. */
  reviewer: SessionId;
  others: AskedOpinion[];
}

type OwnAnswers = Pick<Asked, 'answers' | 'reviewer'>;

/** What every reviewer of this commit is told. */
interface Material {
  diff: ReviewDiff;
  lessons: Told;
  reviewers: Reviewers;
}

/**
 * Asks all who review a commit, at the same time. Without an answer of Claude Code there is no review; one of another vendor
 * that is missing or fails is shown, and only where it is required keeps the task.
 */
export async function askReviewers(attempt: Attempt, state: TaskState, under: UnderReview): Promise<Result<Asked>> {
  const told = await tell(attempt, state, under);
  if (!told.ok) return told;
  const [own, others] = await Promise.all([
    askClaude(attempt, state, { ...under, told: told.value }),
    askOthers(attempt, state, { ...under, told: told.value }),
  ]);
  if (!own.ok) return own;
  if (!others.ok) return others;
  const given = others.value.flatMap(({ opinion, answer }) => (answer ? [{ by: opinion.by, answer }] : []));
  return ok({
    answers: [...own.value.answers, ...given],
    reviewer: own.value.reviewer,
    others: others.value,
  });
}

async function tell(attempt: Attempt, state: TaskState, { site, base }: UnderReview): Promise<Result<Material>> {
  const range = { repository: site.repository, base, commit: site.commit };
  const diff = await readDiff({ ...range, path: join(site.outputDirectory, 'change.diff') });
  if (!diff.ok) return diff;
  const chosen = await reviewersOf(range, attempt.run.config);
  if (!chosen.ok) return chosen;
  return ok({ diff: diff.value, reviewers: chosen.value.reviewers, lessons: await lessonsFor(attempt, state, citeLessons) });
}

function briefOf(
  attempt: Attempt,
  state: TaskState,
  { site, base, told, aspects }: UnderReview & { told: Material; aspects: Reviewers['sessions'][number]['aspects'] },
): string {
  const { run, task } = attempt;
  const about = { run: run.run, task: task.key, attempt: state.attempt, title: task.title, spec: task.spec };
  const { diff, lessons } = told;
  return reviewBrief({ ...about, diff, lessons: lessons.text, base, commit: site.commit, checks: gatesOf(attempt), aspects });
}

/** Asks Claude Code: sessions that have seen nothing of the building, one after the other in one checkout. */
async function askClaude(
  attempt: Attempt,
  state: TaskState,
  under: UnderReview & { told: Material },
): Promise<Result<OwnAnswers>> {
  const { infra } = attempt;
  const { path, environment = {}, outputDirectory } = under.site;
  const ask = async (checkout: Pick<Workspace, 'path' | 'environment'>): Promise<Result<OwnAnswers>> => {
    const answers: GivenAnswer[] = [];
    let reviewer: SessionId | undefined;
    for (const { aspects, about } of under.told.reviewers.sessions) {
      const outcome = await runSession(attempt, state, {
        stage: 'review',
        ...(about === undefined ? {} : { about }),
        brief: briefOf(attempt, state, { ...under, aspects }),
        cwd: checkout.path,
        environment: checkout.environment,
        schema: verdictJsonSchema,
        model: reviewModel({ config: attempt.run.config, named: attempt.task.models.review }, under.told.reviewers),
        tools: { allow: readerRules(gatesOf(attempt)), readOnly: true },
        told: under.told.lessons,
      });
      if (!outcome.ok) return outcome;
      const { session, directory, structured } = outcome.value;
      const answer = readReviewAnswer(structured, { session, keptAt: directory });
      if (!answer.ok) return answer;
      answers.push({ by: 'claude', answer: answer.value });
      reviewer = session;
    }
    if (!reviewer) throw new Error(`Nobody was to review ${under.site.commit}`);
    return ok({ answers, reviewer });
  };
  // A reviewer that an earlier supervisor launched goes on where it is: a new checkout there would end it.
  const isUnderWay = state.sessions.some(({ stage, launchedAt }) => stage === 'review' && launchedAt >= state.since);
  if (isUnderWay && existsSync(path)) return ask({ path, environment });
  const asked = await withCheckout(infra, { ...under.site, outputPath: join(outputDirectory, 'setup.log') }, ask);
  return asked.ok ? asked.value : asked;
}

/** Asks the agents of other vendors, each in a checkout of its own. */
async function askOthers(
  attempt: Attempt,
  state: TaskState,
  under: UnderReview & { told: Material },
): Promise<Result<AskedOpinion[]>> {
  const { infra, run } = attempt;
  const names = othersOf(run);
  if (names.length === 0) return ok([]);
  const brief = `${briefOf(attempt, state, { ...under, aspects: run.config.reviews.aspects })}\n${await readRules('review')}`;
  return askOpinions(infra, { ...under.site, names, brief });
}
