import { readRef } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Commit } from '../../kernel/model.ts';
import { ledgerPath, mergedBranch } from '../../kernel/names.ts';
import { deliverLesson } from '../lessons/deliver-lesson.ts';
import { readBook, type LessonRecord } from '../lessons/lesson-book.ts';
import { readCommitted } from '../lessons/read-committed.ts';
import { isProse } from '../lessons/remedy.ts';
import type { RunState } from '../tasks/run-state.ts';
import { openLessonPull } from './open-lesson-pull.ts';
import { record } from './work/record.ts';

/**
 * Puts what a replay proved of a run's lessons on branches of their own, off the branch that the run started from, where the
 * configuration says so: nobody has to take the whole run for them. Prose is never among them, whatever showed that it helps.
 */
export async function offerLessons(infra: Infra, state: RunState): Promise<void> {
  const { run, repository, base, baseBranch, config } = state;
  if (!config.lessons || config.lessonDelivery !== 'auto') return;
  const ref = `refs/heads/${mergedBranch(run)}`;
  const tip = await readRef({ repository, ref });
  if (tip === null) return;
  const start = (baseBranch === null ? null : await readRef({ repository, ref: `refs/heads/${baseBranch}` })) ?? base;
  const known = readBook((await readCommitted({ repository, commit: start, path: ledgerPath })) ?? '');
  const book = readBook((await readCommitted({ repository, commit: tip, path: ledgerPath })) ?? '');
  for (const proven of book.values()) {
    if (isProse(proven) || proven.state !== 'active' || known.get(proven.id)?.form === proven.form) continue;
    const wish = { repository, from: tip, id: proven.id, into: null, base: start, isAgreed: false };
    const delivered = await deliverLesson(infra, wish);
    if (!delivered.ok) infra.log.warn({ failure: delivered.failure, lesson: proven.id }, 'a lesson got no branch of its own');
    else await offer(infra, state, delivered.value);
  }
}

/** Says that a lesson has a branch, and opens a pull request of it where the run's work goes to the forge as well. */
async function offer(
  infra: Infra,
  { run, repository, baseBranch, config: { base, deliver } }: RunState,
  { target: ref, commit, lesson }: { target: string; commit: Commit; lesson: LessonRecord },
): Promise<void> {
  const told = { run, lesson: lesson.id, branch: ref.replace('refs/heads/', ''), commit };
  const target = deliver.target ?? base ?? baseBranch;
  const isPull = deliver.as === 'pull-requests' && target !== null;
  record(infra, { kind: 'lesson-offer-wanted', ...told, isPull });
  const opened = isPull ? await openLessonPull(infra, { repository, lesson, ref, commit, target, deliver }) : null;
  const [url, failure] = opened?.ok ? [opened.value.url, null] : [null, opened?.failure ?? null];
  record(infra, { kind: 'lesson-offered', ...told, url, failure });
}
