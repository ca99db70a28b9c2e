import { withoutEscapes } from './stream-event.ts';

// Controls, text direction, zero width, tags, and halves of surrogate pairs: what makes a terminal or a reader see other
// than what is there.
const invisible =
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E0FFF}]|\p{Cs}/gu;

/** Text of a model or a tool, safe to show on a terminal: on one line, visible, at most `length` characters. */
export function cleanText(text: string, length = 500): string {
  const visible = withoutEscapes(text.slice(0, length * 4))
    .replace(/\s+/g, ' ')
    .replace(invisible, '')
    .trim();
  return visible.length > length ? `${visible.slice(0, length - 1)}…` : visible;
}
