import wrapAnsi from 'wrap-ansi';

/**
 * Breaks the lines of a text between words, so that none is wider than `columns`; null leaves them as they are. What is broken
 * off is indented like its line, and a word that is too long is broken where it must be.
 */
export function wrapText(text: string, columns: number | null): string {
  if (columns === null) return text;
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(line: string, columns: number): string {
  // Most lines are short and plain, and need no measuring.
  if (line.length <= columns && /^[ -~]*$/.test(line)) return line;
  const indent = /^ */.exec(line)?.[0] ?? '';
  const room = columns - indent.length;
  if (room < 1) return line;
  return wrapAnsi(line.slice(indent.length), room, { hard: true })
    .split('\n')
    .map((part) => indent + part)
    .join('\n');
}
