// Controls except tab and line breaks, soft hyphen, zero width, bidirectional overrides, annotations, tags and the
// variation selectors that smuggle bytes: what a person does not see and a model reads.
const hidden =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\r(?!\n)|[\u{e0000}-\u{e0fff}]/gu;

/** Whether a text holds characters that people do not see. */
export const hasHidden = (text: string): boolean => text.search(hidden) >= 0;

/** The text with every character that people do not see written as its escape, such as `\u{200b}`. */
export const showHidden = (text: string): string =>
  text.replace(hidden, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`);
