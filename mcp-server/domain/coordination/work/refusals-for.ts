import { isInUse } from '../../lessons/lesson-book.ts';
import type { Refusal } from '../../sessions/agents/session-settings.ts';
import type { Attempt } from './attempt.ts';
import { readRunBook } from './lessons-for.ts';

/** The commands that lessons of the run's branch refuse to sessions that write, each with what to run instead. */
export async function refusalsFor(attempt: Attempt): Promise<Refusal[]> {
  const book = await readRunBook(attempt);
  return [...book.values()].filter(isInUse).flatMap(({ id, form, hook, rule }) => {
    if (form !== 'hook' || !hook) return [];
    return [{ command: hook.command, says: `${rule} Run \`${hook.instead}\` instead. (Lesson ${id.slice(0, 8)}.)` }];
  });
}
