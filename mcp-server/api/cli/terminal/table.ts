import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import type { Paint } from './terminal.ts';

const edges =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle';
const bare = Object.fromEntries(edges.split(' ').map((edge) => [edge, '']));
const gap = 2;
// Below this a wrapped column is no longer read but deciphered.
const narrowest = 8;

/** What a table is drawn from. Cells are sanitised and may hold several lines. */
export interface Drawing {
  head?: string[];
  rows: string[][];
  /** Columns that the table may take, or null for as many as it needs. */
  columns: number | null;
  /** What happens to a cell that does not fit: broken into lines, or cut with an ellipsis so that a row stays a line. */
  overflow: 'wrap' | 'cut';
  paint: Paint;
}

/** Draws columns without rules, so that it reads well, copies well and greps well. Ends before the terminal's edge. */
export function drawTable({ head, rows, columns, overflow, paint }: Drawing): string[] {
  const all = head ? [head, ...rows] : rows;
  const widths = fit(naturalWidths(all), { columns, overflow });
  if (widths.length === 0) return [];
  const table = new Table({
    chars: bare,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [] },
    colWidths: widths,
    wordWrap: overflow === 'wrap',
    ...(head ? { head: head.slice(0, widths.length).map((title) => paint('dim', title)) } : {}),
  });
  table.push(...rows.map((row) => row.slice(0, widths.length).map((cell) => (overflow === 'cut' ? cut(cell) : cell))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd().toWellFormed());
}

// cli-table3 shortens a cell character by character and measures it each time; nobody reads that far.
const cut = (cell: string): string => (cell.length > 1000 ? cell.slice(0, 1000) : cell);

// Counts code units: for wide letters that is only a guess, and cli-table3, which measures, then cuts or wraps the cell.
const length = (cell: string): number =>
  Math.max(
    ...stripVTControlCharacters(cell)
      .split('\n')
      .map((line) => line.length),
  );

function naturalWidths(rows: string[][]): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, index) => Math.max(0, ...rows.map((row) => length(row[index] ?? ''))) + gap);
}

function fit(natural: number[], { columns, overflow }: { columns: number | null; overflow: 'wrap' | 'cut' }): number[] {
  if (columns === null) return natural;
  const widths = [...natural];
  // The gap behind the last column may hang over the edge: it is trimmed away.
  const excess = () => widths.reduce((sum, width) => sum + width, 0) - gap - columns;
  while (excess() > 0) {
    const index = overflow === 'cut' ? widths.length - 1 : widths.indexOf(Math.max(...widths));
    const width = widths[index] ?? 0;
    const least = overflow === 'cut' ? gap + 1 : narrowest;
    if (width > least) widths[index] = Math.max(least, width - excess());
    else if (widths.length > 1) widths.pop();
    else return [Math.max(1, columns + gap)];
  }
  return widths;
}
