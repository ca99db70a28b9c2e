import { commitFiles } from '../../infra/git/commit-files.ts';
import { readRef } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { ledgerPath } from '../../kernel/names.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { DeliverReason } from '../merges/deliver.ts';
import { appendEvents, appendLines } from './ledger.ts';
import { readBook, type LessonBook } from './lesson-book.ts';
import type { LessonEvent } from './lesson-event.ts';
import { moveTarget } from './move-target.ts';
import { checkPlain, readCommitted } from './read-committed.ts';
import { adoptEdits, renderBook } from './render-book.ts';

/** A branch whose lessons change. */
export interface LessonTarget {
  repository: Repository;
  /** A full ref, such as `refs/heads/fanout/<run>/merged`. */
  target: string;
}

/** What is to happen to the lessons of a branch: events for the ledger and the message of their commit; no events, no commit. */
export interface LessonChange {
  events: LessonEvent[];
  /** Lines of another branch's ledger about one lesson, which come before the events, as they stand there. */
  taken?: { id: string; lines: readonly string[] } | undefined;
  message: string;
}

/** Why the lessons of a branch stayed as they were. */
export type ChangeReason = 'path-in-use' | 'argument-invalid' | 'lesson-refused' | DeliverReason;

/** Says what happens to the lessons of a branch, given what was learnt and the branch's tip. */
export type Decide = (
  book: LessonBook,
  tip: Commit,
) =>
  | Promise<Result<LessonChange, 'argument-invalid' | 'lesson-refused'>>
  | Result<LessonChange, 'argument-invalid' | 'lesson-refused'>;

type Changed = Promise<Result<{ commit: Commit; book: LessonBook }, ChangeReason>>;

// As in the merge queue: each loss means that something else landed.
const mostTries = 20;

/**
 * Changes the lessons of a branch in a commit of its own: more lines of the ledger, and what is rendered from them. What a
 * person changed inside our blocks is taken into the ledger first. `decide` says what happens, given what has been learnt.
 */
export async function changeLessons(infra: Infra, wanted: LessonTarget, decide: Decide): Changed {
  for (let tries = 1; ; tries += 1) {
    const changed = await tryOnce(infra, wanted, decide);
    if (changed.ok || changed.failure.reason !== 'ref-moved' || tries === mostTries) return changed;
  }
}

async function tryOnce(infra: Infra, { repository, target }: LessonTarget, decide: Decide): Changed {
  const tip = await readRef({ repository, ref: target });
  if (tip === null) return fail({ reason: 'revision-unknown', revision: target, path: repository.commonDir });
  const ledger = (await readCommitted({ repository, commit: tip, path: ledgerPath })) ?? '';
  const { edits, held } = await adoptEdits({ repository, commit: tip, book: readBook(ledger), at: infra.clock.now() });
  const adopted = edits.length > 0 ? appendEvents(ledger, edits) : ledger;
  const decided = await decide(readBook(adopted), tip);
  if (!decided.ok) return decided;
  const { events, taken, message } = decided.value;
  const text = appendEvents(appendLines(adopted, taken?.lines ?? []), events);
  if (text === adopted) return ok({ commit: tip, book: readBook(adopted) });
  const changed = [...edits, ...events, ...(taken ? [taken] : [])].map(({ id }) => id);
  const touched = new Set(changed.filter((id) => !held.has(id)));
  const book = readBook(text);
  const files = await renderBook({ repository, commit: tip, book, touched });
  const all = [{ path: ledgerPath, content: text }, ...files];
  const plain = await checkPlain({ repository, commit: tip, paths: all.map(({ path }) => path) });
  if (!plain.ok) return plain;
  const commit = await commitFiles({ repository, parent: tip, files: all, message });
  if (!commit.ok) return commit;
  const moved = await moveTarget(infra, { repository, target, from: tip, to: commit.value });
  return moved.ok ? ok({ commit: commit.value, book }) : moved;
}
