import type { NumberClash } from '../../../kernel/number-clash.ts';
import { fence } from '../../reviews/fence.ts';

/** What a builder is told of tasks that took the numbers of its migrations; empty without any. */
export function numberNote(clashes: readonly NumberClash[]): string {
  if (clashes.length === 0) return '';
  const each = clashes.map(
    ({ with: other, files, theirs }) =>
      `Yours:\n\n${fence(files.join('\n'), 'files')}\n\nThose of task ${other}:\n\n${fence(theirs.join('\n'), 'files')}`,
  );
  return `# Others took the same migration numbers\n\n${each.join('\n\n')}\n\nWhoever merges later gets the next free number by itself. Leave your numbers as they are, and name these files nowhere else: a merge cannot change a name that other files rely on.`;
}
