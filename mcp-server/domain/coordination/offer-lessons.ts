import { readRef } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import { ledgerPath, mergedBranch } from '../../kernel/names.ts';
import { deliverLesson } from '../lessons/deliver-lesson.ts';
import { readBook } from '../lessons/lesson-book.ts';
import { readCommitted } from '../lessons/read-committed.ts';
import { isProse } from '../lessons/remedy.ts';
import type { RunState } from '../tasks/run-state.ts';

/**
 * Puts what a replay proved of a run's lessons on branches of their own, off the branch that the run started from, where the
 * configuration says so: nobody has to take the whole run for them.
 */
export async function offerLessons(infra: Infra, { run, repository, base, baseBranch, config }: RunState): Promise<void> {
  if (!config.lessons || config.lessonDelivery !== 'auto') return;
  const ref = `refs/heads/${mergedBranch(run)}`;
  const tip = await readRef({ repository, ref });
  if (tip === null) return;
  const start = (baseBranch === null ? null : await readRef({ repository, ref: `refs/heads/${baseBranch}` })) ?? base;
  const known = readBook((await readCommitted({ repository, commit: start, path: ledgerPath })) ?? '');
  const book = readBook((await readCommitted({ repository, commit: tip, path: ledgerPath })) ?? '');
  for (const record of book.values()) {
    if (isProse(record) || record.state !== 'active' || known.get(record.id)?.form === record.form) continue;
    const wish = { repository, from: tip, id: record.id, into: null, base: start, isAgreed: false };
    const delivered = await deliverLesson(infra, wish);
    if (!delivered.ok) infra.log.warn({ failure: delivered.failure, lesson: record.id }, 'a lesson got no branch of its own');
  }
}
