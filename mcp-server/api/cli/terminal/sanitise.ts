import { stripVTControlCharacters } from 'node:util';

// Cc: control characters. Cf: bidirectional overrides, zero-width and tag characters. Zl and Zp: the other line breaks.
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Makes one harmless line of any outside text: no escape sequence, control, bidirectional or invisible character is left. */
export const sanitiseLine = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replace(invisible, '')
    .toWellFormed()
    .trim();

/** The same for a text of several lines: line breaks and indentation stay. */
export const sanitiseText = (text: string): string =>
  stripVTControlCharacters(text)
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
    .map((line) => line.replaceAll('\t', '  ').replace(invisible, '').toWellFormed().trimEnd())
    .join('\n');
