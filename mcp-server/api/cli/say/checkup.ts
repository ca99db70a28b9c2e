import { sanitiseText } from '../terminal/sanitise.ts';
import { drawTable } from '../terminal/table.ts';
import type { Format, Paint } from '../terminal/terminal.ts';

/** One thing that the doctor looked at. */
export interface Checkup {
  /** What was looked at, in a word or two. */
  name: string;
  /** `note` is worth knowing and stops nothing; `bad` keeps runs from working. */
  state: 'good' | 'note' | 'bad';
  finding: string;
  /** How to mend it, or null where nothing needs mending. */
  mend: string | null;
}

const signs: Record<Checkup['state'], { glyph: string; format: Format }> = {
  good: { glyph: '✓', format: 'green' },
  note: { glyph: '!', format: 'yellow' },
  bad: { glyph: '✗', format: 'red' },
};

/** What the doctor found, a line each, and below it how to mend what needs it. */
export function checkupText(checkups: Checkup[], { columns, paint }: { columns: number | null; paint: Paint }): string {
  const rows = checkups.map(({ name, state, finding, mend }) => {
    const { glyph, format } = signs[state];
    return [paint(format, glyph), name, sanitiseText(mend === null ? finding : `${finding}\n${mend}`)];
  });
  const bad = checkups.filter(({ state }) => state === 'bad').length;
  const verdict = bad === 0 ? 'Ready.' : 'Not ready: mend what is marked ✗.';
  return [...drawTable({ rows, columns, overflow: 'wrap', paint }), '', verdict].join('\n');
}
