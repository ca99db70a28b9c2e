import { listRunRows } from '../../infra/store/projections.ts';
import type { Infra } from '../../infra/infra.ts';
import { readRef } from '../../infra/git/refs.ts';
import { ledgerPath, mergedBranch } from '../../kernel/names.ts';
import { readBook } from '../lessons/lesson-book.ts';
import { readCommitted } from '../lessons/read-committed.ts';
import type { RunState } from '../tasks/run-state.ts';
import { runOfRow } from './work/kept-states.ts';
import { planProof } from './prove-lesson.ts';

/** Submits trials of the rules that a run has learnt, where the configuration says to. What cannot be tried stays on probation. */
export async function proveLearnt(infra: Infra, { run, repository, config, lessons }: RunState): Promise<void> {
  if (config.lessonProofs.when !== 'auto') return;
  const target = `refs/heads/${mergedBranch(run)}`;
  const commit = await readRef({ repository, ref: target });
  if (commit === null) return;
  const here = {
    repository,
    target,
    commit,
    book: readBook((await readCommitted({ repository, commit, path: ledgerPath })) ?? ''),
  };
  const tried = new Set(
    listRunRows(infra.store, { repository: repository.commonDir }).map((row) => runOfRow(infra.store, row).proof?.lesson),
  );
  for (const id of new Set(lessons.map(({ lesson }) => lesson.id))) {
    if (tried.has(id) || here.book.get(id)?.state !== 'probation') continue;
    const planned = await planProof(infra, here, { lesson: id, asks: 'prove' });
    if (planned.ok) planned.value.submit();
    else infra.log.info({ failure: planned.failure, lesson: id }, 'a lesson stays on probation, since it cannot be tried out');
  }
}
