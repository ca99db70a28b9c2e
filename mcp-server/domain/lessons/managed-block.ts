import { digest } from '../../kernel/id.ts';

/** What stands between our two marks in a file, and whether somebody changed it since we wrote it. */
export interface Block {
  text: string;
  isEdited: boolean;
}

const end = (id: string): string => `<!-- /fanout:lesson ${id} -->`;

// The digest shows edits. The number says how many line ends we put before the mark, so that taking it out gives the same bytes.
const pattern = (id: string): RegExp =>
  new RegExp(`<!-- fanout:lesson ${id} ([0-9a-f]+) (\\d) -->\\n([\\s\\S]*?)\\n<!-- /fanout:lesson ${id} -->\\n?`);

const sumOf = (text: string, about: string): string => digest(`${about}\n${text}`, 12);

/** Reads the block of a lesson, or null where the file has none. `about` is what besides the text must be unchanged. */
export function findBlock(file: string, { id, about }: { id: string; about: string }): Block | null {
  const [, sum, , text] = pattern(id).exec(file) ?? [];
  return text === undefined ? null : { text, isEdited: sum !== sumOf(text, about) };
}

/** The file with the block of a lesson, in its place or at the end. All else stays byte for byte. */
export function putBlock(file: string, { id, about, text }: { id: string; about: string; text: string }): string {
  const found = pattern(id).exec(file);
  const gap = found ? Number(found[2]) : file === '' || file.endsWith('\n\n') ? 0 : file.endsWith('\n') ? 1 : 2;
  const block = `<!-- fanout:lesson ${id} ${sumOf(text, about)} ${gap} -->\n${text}\n${end(id)}\n`;
  if (!found) return `${file}${'\n'.repeat(gap)}${block}`;
  return file.slice(0, found.index) + block + file.slice(found.index + found[0].length);
}

/** The file without the block of a lesson, as it was before the block came in. */
export function takeBlock(file: string, id: string): string {
  const found = pattern(id).exec(file);
  if (!found) return file;
  let start = found.index;
  for (let gap = Number(found[2]); gap > 0 && file[start - 1] === '\n'; gap -= 1) start -= 1;
  const [before, after] = [file.slice(0, start), file.slice(found.index + found[0].length)];
  // What a person wrote below it since then must not run into the line above.
  return before === '' || after === '' || before.endsWith('\n') ? before + after : `${before}\n${after}`;
}

/** The ids of the lessons that have a block in a file. */
export const lessonsIn = (file: string): string[] =>
  [...file.matchAll(/<!-- fanout:lesson ([0-9a-f]+) [0-9a-f]+ \d -->/g)].flatMap(([, id]) => id ?? []);
