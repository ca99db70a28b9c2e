import sliceAnsi from 'slice-ansi';
import stringWidth from 'string-width';
import type { Paint } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

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
  const titles = head ? [head.map((title) => paint('dim', title))] : [];
  return [...titles, ...rows].flatMap((row) => drawRow(row, { widths, overflow }));
}

function drawRow(row: string[], { widths, overflow }: { widths: number[]; overflow: Drawing['overflow'] }): string[] {
  const cells = widths.map((width, index) => fitCell(row[index] ?? '', { width: Math.max(1, width - gap), overflow }));
  const height = Math.max(0, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    cells
      .map((lines, index) => pad(lines[at] ?? '', widths[index] ?? 0))
      .join('')
      .trimEnd()
      .toWellFormed(),
  );
}

function fitCell(cell: string, { width, overflow }: { width: number; overflow: Drawing['overflow'] }): string[] {
  // Nearly all cells of a large table: looking for line breaks in them takes as long as all the rest (`bench scale`).
  if (cell === cell.trim() && !cell.includes('\n') && cell.length <= 1000 && widthOf(cell) <= width) return [cell];
  if (overflow === 'wrap') return wrapText(cell, width).split('\n');
  return cell.split('\n').map((line) => cut(line, width));
}

// Measuring takes a while for a text of megabytes, and nobody reads that far.
const cut = (line: string, width: number): string => {
  const start = line.length > 1000 ? line.slice(0, 1000) : line;
  return widthOf(start) <= width ? start : `${sliceAnsi(start, 0, width - 1)}…`;
};

const measured = new Map<string, number>();

// Measuring letter by letter is slow; most cells are plain, and painted glyphs are the same in every row.
function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  const known = measured.get(text);
  if (known !== undefined) return known;
  if (measured.size > 1_000) measured.clear();
  const width = stringWidth(text);
  measured.set(text, width);
  return width;
}

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

const length = (cell: string): number => Math.max(...cell.split('\n').map((line) => widthOf(line.slice(0, 1000))));

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
