import { join } from 'node:path';
import type { Verdict } from '../../../kernel/model.ts';
import { fail, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { judge } from '../../reviews/judge.ts';
import { readDiff } from '../../reviews/read-diff.ts';
import { reviewBrief } from '../../reviews/review-brief.ts';
import { readReviewAnswer, verdictJsonSchema, type ReviewAnswer } from '../../reviews/verdict-schema.ts';
import { stopSession } from '../../sessions/stop-session.ts';
import { waitSession } from '../../sessions/wait-session.ts';
import { withCheckout } from '../../verification/with-checkout.ts';
import { taskDirectory } from '../work/directories.ts';
import { checksOf } from './check-worktree.ts';
import { findPlace, type Place } from './find-place.ts';
import { launchByHand } from './launch-by-hand.ts';

/** A commit to review by hand: what is checked out in the worktree at `path`. */
export interface ReviewWish {
  path: string;
  title: string;
  spec: string;
  model?: string | undefined;
  signal: AbortSignal;
  onProgress(message: string): void;
}

/** Has the worktree's commit reviewed by a new session in a checkout of its own, and replays what it claims. */
export async function reviewByHand(infra: Infra, wish: ReviewWish): Promise<Result<Verdict>> {
  const found = await findPlace(infra, { path: wish.path });
  if (!found.ok) return found;
  const place = found.value;
  const { repository, config, head: commit, run, task } = place;
  const outputDirectory = join(taskDirectory(infra, { run: { run }, task: { key: task } }), `review-${infra.clock.now()}`);
  const site = { repository, commit, path: `${place.path}.review`, config, signal: wish.signal };
  const answer = await withCheckout(infra, { ...site, outputPath: join(outputDirectory, 'setup.log') }, (checkout) => {
    wish.onProgress(`a new session reviews ${commit}`);
    return ask(infra, wish, { place: { ...place, environment: checkout.environment }, cwd: checkout.path, outputDirectory });
  });
  if (!answer.ok) return answer;
  if (!answer.value.ok) return answer.value;
  wish.onProgress(`${answer.value.value.findings.length} findings; their evidence is replayed`);
  return judge(infra, { ...site, outputDirectory, answer: answer.value.value, round: 1 });
}

async function ask(
  infra: Infra,
  { title, spec, model, signal }: ReviewWish,
  { place, cwd, outputDirectory }: { place: Place; cwd: string; outputDirectory: string },
): Promise<Result<ReviewAnswer>> {
  const { repository, base, head: commit, run, task } = place;
  const diff = await readDiff({ repository, base, commit, path: join(outputDirectory, 'change.diff') });
  if (!diff.ok) return diff;
  const checks = checksOf(place);
  const text = reviewBrief({ run, task, attempt: 1, title, spec, diff: diff.value, base, commit, checks });
  const launched = await launchByHand(infra, { place, cwd, stage: 'review', text, model, schema: verdictJsonSchema });
  if (!launched.ok) return launched;
  const { session, directory } = launched.value;
  const outcome = await waitSession(infra, { session, signal });
  // Nobody waits for the answer any more, and its checkout is about to go.
  if (signal.aborted) await stopSession(infra, { session });
  if (outcome.failure) return fail(outcome.failure);
  return readReviewAnswer(outcome.structured, { session, keptAt: directory });
}
