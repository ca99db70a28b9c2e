import type { Infra } from '../../infra/infra.ts';
import type { Commit, RunId } from '../../kernel/model.ts';
import type { Proof } from '../../kernel/proof.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { changeLessons, type ChangeReason, type LessonTarget } from './change-lessons.ts';
import type { LessonRecord } from './lesson-book.ts';
import type { LessonEvent, LessonState } from './lesson-event.ts';
import { findLesson } from './move-lesson.ts';
import { isProse } from './remedy.ts';
import type { Weighed } from './weigh-trials.ts';

/** What trials of a lesson showed, to be written into its ledger. */
export interface Comparison extends LessonTarget {
  /** The run of trials. */
  run: RunId;
  proof: Pick<Proof, 'lesson' | 'asks' | 'model'>;
  weighed: Weighed;
}

/** Says in words what trials showed. */
export const sayWeighed = ({ without, told, control }: Weighed): string =>
  `the fault came in ${without.faults} of ${without.tries} tries without it and in ${told.faults} of ${told.tries} with it; other work was ${control}`;

/**
 * Writes what trials showed into the ledger, in a commit of its own, and moves the lesson where that decides: what helps is
 * active, what harms goes, and so does what an ablation found no longer needed. Saying it again changes nothing.
 */
export async function writeComparison(
  infra: Infra,
  { run, proof, weighed, ...target }: Comparison,
): Promise<Result<{ commit: Commit; lesson: LessonRecord }, ChangeReason>> {
  const because = `${sayWeighed(weighed)} (${proof.model}).`;
  const changed = await changeLessons(infra, target, (book) => {
    const found = findLesson(book, proof.lesson);
    if (!found.ok) return found;
    const { id, state, form, rule, events } = found.value;
    const isSaid = (event: LessonEvent) =>
      event.kind === 'compared' &&
      event.run === run &&
      event.verdict === weighed.verdict &&
      sayWeighed(event) === sayWeighed(weighed);
    if (events.some(isSaid)) return ok({ events: [], message: '' });
    const at = infra.clock.now();
    const compared: LessonEvent = { kind: 'compared', id, at, run, model: proof.model, ...weighed };
    // It may have become a gate since, which only a person lifts.
    const to = isProse({ form }) ? decide(state, { asks: proof.asks, verdict: weighed.verdict }) : state;
    const moved: LessonEvent[] = to === state ? [] : [{ kind: 'moved', id, at, to, because, by: 'replay' }];
    const message = `docs(rules): compare sessions with and without a lesson\n\n${rule}\n\n${weighed.verdict}: ${because}\n\nFanout-Lesson: ${id}\nFanout-State: ${to}\nFanout-Run: ${run}\n`;
    return ok({ events: [compared, ...moved], message });
  });
  if (!changed.ok) return changed;
  const lesson = changed.value.book.get(proof.lesson);
  if (!lesson) throw new Error(`Lesson ${proof.lesson} was compared and is not in the ledger`);
  return ok({ commit: changed.value.commit, lesson });
}

/** Where a lesson stands after trials. What waits for a person goes on waiting, and a person's yes is not taken back by chance. */
function decide(state: LessonState, { asks, verdict }: Pick<Proof, 'asks'> & Pick<Weighed, 'verdict'>): LessonState {
  if (state === 'candidate' || state === 'retired') return state;
  if (verdict === 'harms' || (verdict === 'not-needed' && asks === 'ablate')) return 'retired';
  return verdict === 'helps' ? 'active' : state;
}
