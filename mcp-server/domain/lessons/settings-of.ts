import { isInUse, type LessonBook } from './lesson-book.ts';

/** The variables that lessons in use set in workspaces. Of two that set the same one, the newer counts. */
export const settingsOf = (book: LessonBook): Record<string, string> =>
  Object.fromEntries(
    [...book.values()]
      .filter((record) => record.form === 'setting' && isInUse(record))
      .toSorted((a, b) => a.changedAt - b.changedAt || (a.id < b.id ? -1 : 1))
      .flatMap(({ setting }) => (setting ? [[setting.name, setting.value]] : [])),
  );
