import { forgeRepository } from '../../infra/forge/forge-repository.ts';
import type { GhReason } from '../../infra/forge/gh.ts';
import { openPullRequest, type PullRequest } from '../../infra/forge/pull-requests.ts';
import { pushBranch, type PushReason } from '../../infra/git/push-branch.ts';
import { remoteAddress } from '../../infra/git/with-remote.ts';
import type { Infra } from '../../infra/infra.ts';
import type { DeliverConfig } from '../../kernel/config-deliver.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, type Result } from '../../kernel/result.ts';
import type { LessonRecord } from '../lessons/lesson-book.ts';
import { lessonPullBody, lessonPullTitle } from '../lessons/lesson-pull-text.ts';

/** A lesson that stands on a branch of its own. */
export interface LessonPull {
  repository: Repository;
  lesson: LessonRecord;
  /** Its branch, as a full ref, and that branch's tip. */
  ref: string;
  commit: Commit;
  /** The branch that it is to go to, without `refs/heads/`. */
  target: string;
  deliver: DeliverConfig;
}

/**
 * Pushes the branch of a lesson and opens a pull request of it, with its evidence. Both are looked for first: said twice, or after
 * a kill, there is one.
 */
export async function openLessonPull(
  infra: Infra,
  { repository, lesson, ref, commit, target, deliver }: LessonPull,
): Promise<Result<PullRequest, PushReason | GhReason | 'forge-unknown'>> {
  const { remote, draft } = deliver;
  const address = await remoteAddress({ repository, remote });
  if (!address.ok) return address;
  const forge = deliver.repository ?? forgeRepository(address.value);
  if (forge === null) return fail({ reason: 'forge-unknown', remote, address: address.value });
  const branch = ref.replace('refs/heads/', '');
  const pushed = await pushBranch({ repository, remote, branch, commit, last: null, environment: infra.environment });
  if (!pushed.ok) return pushed;
  const [title, body] = [lessonPullTitle(lesson), lessonPullBody(lesson)];
  return openPullRequest(infra, { repository: forge, branch, base: target, title, body, draft });
}
