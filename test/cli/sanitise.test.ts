import { describe, expect, it } from 'vitest';
import { sanitiseLine, sanitiseText } from '../../mcp-server/api/cli/terminal/sanitise.ts';

describe('Outside text', () => {
  it.for([
    ['colours', '\u001B[31mred\u001B[0m', 'red'],
    ['a hyperlink', '\u001B]8;;http://x\u0007link\u001B]8;;\u0007', 'link'],
    ['line breaks and tabs', 'a\r\nb\tc\u2028d', 'a b c d'],
    ['bidirectional overrides', 'a\u202Eb\u2066c\u200Fd', 'abcd'],
    ['zero-width characters', 'a\u200Bb\uFEFFc', 'abc'],
    ['a lone surrogate', 'a\uD83Db', 'a\uFFFDb'],
    ['other languages', 'Grüße, 日本語', 'Grüße, 日本語'],
  ] as const)('keeps its words and loses %s', ([, text, expected]) => {
    expect(sanitiseLine(text)).toBe(expected);
  });

  it('keeps its lines and their indentation where lines are wanted', () => {
    expect(sanitiseText('one\r\n\ttwo  \n\u001B[1mthree\u0007')).toBe('one\n  two\nthree');
  });
});
