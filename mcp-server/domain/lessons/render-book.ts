import type { FileToCommit } from '../../infra/git/commit-files.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { findProblems } from './find-problems.ts';
import { readPaths } from './front-matter.ts';
import { attributesPath, attributesText } from './ledger.ts';
import { isInUse, type LessonBook, type LessonRecord } from './lesson-book.ts';
import type { LessonEvent } from './lesson-event.ts';
import { readAllCommitted } from './read-committed.ts';
import { renderCheck, renderRunner, runnerPath } from './render-check.ts';
import { findEdit, renderProse } from './render-rule.ts';
import { isProse } from './remedy.ts';

interface Place {
  repository: Repository;
  commit: Commit;
  book: LessonBook;
}

/** Where a lesson's prose stands or stood: a check has none, but the rule that it was before may still be there. */
const prosePaths = ({ events }: LessonRecord): string[] => [
  ...new Set(events.flatMap((event) => ('path' in event && event.path.endsWith('.md') ? [event.path] : []))),
];

/**
 * What a person changed inside our blocks, as events. What may not be a rule is not taken over, and not written over either:
 * `held` names those lessons.
 */
export async function adoptEdits({
  book,
  at,
  ...place
}: Place & { at: number }): Promise<{ edits: LessonEvent[]; held: Set<string> }> {
  const records = [...book.values()].filter((record) => isInUse(record) && isProse(record));
  const texts = await readAllCommitted({ ...place, paths: records.map(({ path }) => path) });
  const edits: LessonEvent[] = [];
  const held = new Set<string>();
  for (const record of records) {
    const text = texts.get(record.path);
    const edit = text === undefined ? null : findEdit(record, text, readPaths(text));
    if (!edit) continue;
    if (findProblems(edit).length > 0) held.add(record.id);
    else edits.push({ kind: 'edited', id: record.id, at, ...edit });
  }
  return { edits, held };
}

/** The files of the lessons that were touched as the book says they should be, as far as they are not so already. */
export async function renderBook({ book, touched, ...place }: Place & { touched: ReadonlySet<string> }): Promise<FileToCommit[]> {
  const records = [...book.values()].filter(({ id }) => touched.has(id));
  const checks = new Map(records.flatMap((record) => [...renderCheck(record)]));
  const paths = [...new Set([...records.flatMap(prosePaths), ...checks.keys(), runnerPath, attributesPath])];
  const before = await readAllCommitted({ ...place, paths });
  const after = new Map<string, string | null>([...checks, [runnerPath, renderRunner(book)], [attributesPath, attributesText]]);
  for (const record of records) {
    for (const path of prosePaths(record)) {
      // Several lessons may stand in one skill, so each goes on from what the one before made of the file.
      const file = after.has(path) ? (after.get(path) ?? null) : (before.get(path) ?? null);
      after.set(path, renderProse(path === record.path ? record : { ...record, state: 'retired' }, file));
    }
  }
  return [...after].filter(([path, text]) => text !== (before.get(path) ?? null)).map(([path, content]) => ({ path, content }));
}
