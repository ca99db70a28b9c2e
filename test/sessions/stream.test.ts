import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FileTail } from '../../mcp-server/domain/sessions/stream/file-tail.ts';
import { LineSplitter } from '../../mcp-server/domain/sessions/stream/line-splitter.ts';
import { parseEvent } from '../../mcp-server/domain/sessions/stream/stream-event.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The same numbers in every run: a linear congruential generator. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function split(bytes: Buffer, cuts: (below: number) => number, maxBytes: number): string[] {
  const seen: string[] = [];
  const splitter = new LineSplitter(
    { onLine: (line) => seen.push(line.toString('latin1')), onOversize: () => seen.push('(oversize)') },
    maxBytes,
  );
  for (let at = 0; at < bytes.length;) {
    const size = 1 + cuts(40);
    // A buffer that is overwritten afterwards, as a reader's is.
    const chunk = Buffer.from(bytes.subarray(at, at + size));
    splitter.push(chunk);
    chunk.fill(0);
    at += size;
  }
  splitter.end();
  return seen;
}

describe('LineSplitter', () => {
  test('reports the same lines however the bytes are cut', () => {
    const random = makeRandom(7);
    for (let round = 0; round < 3000; round++) {
      const bytes = Buffer.from(Array.from({ length: random(300) }, () => (random(6) === 0 ? 10 : random(256))));
      const whole = split(bytes, () => bytes.length, 20);
      expect(split(bytes, random, 20)).toEqual(whole);
      const expected = bytes
        .toString('latin1')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (line.length > 20 ? '(oversize)' : line));
      expect(whole).toEqual(expected);
    }
  });

  test('leaves out a line of 100 MB in bounded memory and reads on', () => {
    const seen: string[] = [];
    const splitter = new LineSplitter({
      onLine: (line) => seen.push(line.toString()),
      onOversize: () => seen.push('(oversize)'),
    });
    const chunk = Buffer.alloc(256 * 1024, 'x');
    const before = process.memoryUsage().arrayBuffers;
    for (let size = 0; size < 100 * 1024 * 1024; size += chunk.length) {
      splitter.push(chunk);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
    }
    splitter.push(Buffer.from('\nafter\n'));
    expect(seen).toEqual(['(oversize)', 'after']);
  });
});

describe('parseEvent', () => {
  test.each([
    ['a plain event', '{"type":"result"}'],
    ['an event with a byte order mark and a carriage return', '\uFEFF{"type":"result"}\r'],
    ['an event between colours and a window title', '\u001B]0;title\u0007\u001B[32m{"type":"result"}\u001B[0m'],
  ])('reads %s', (_name, line) => {
    expect(parseEvent(Buffer.from(line))).toEqual({ type: 'result' });
  });

  test.each([
    ['cut JSON', '{"type":"result","resu'],
    ['words', 'Warning: something'],
    ['another shape', '[{"type":"result"}]'],
    ['an object without a type', '{"kind":"result"}'],
    ['a type that is no text', '{"type":7}'],
    ['nothing', '   '],
  ])('answers null for %s', (_name, line) => {
    expect(parseEvent(Buffer.from(line))).toBeNull();
  });

  test('never throws, whatever the bytes', () => {
    const random = makeRandom(11);
    const alphabet = Buffer.from('{}[]":,\\\u001B[0m]tyepnull01-.eE \t\u00ff');
    for (let round = 0; round < 20_000; round++) {
      const line = Buffer.from(Array.from({ length: random(40) }, () => alphabet[random(alphabet.length)] ?? 0));
      expect(() => parseEvent(line)).not.toThrow();
    }
  });
});

describe('FileTail', () => {
  test('reads what is appended, holds a torn line until it is whole, and goes on from a place', () => {
    const path = join(temporaryFolder(), 'out.ndjson');
    const seen: string[] = [];
    const listener = {
      onEvent: (event: { type: string }) => seen.push(event.type),
      onMalformed: () => seen.push('(malformed)'),
      onOversize: () => seen.push('(oversize)'),
    };
    const tail = new FileTail(path, listener);
    expect(tail.read()).toBe(false);
    writeFileSync(path, '{"type":"one"}\nnoise\n{"type":"tw');
    expect(tail.read()).toBe(true);
    expect(seen).toEqual(['one', '(malformed)']);
    const later = new FileTail(path, listener, tail.place);
    appendFileSync(path, 'o"}\n');
    later.read();
    expect(seen).toEqual(['one', '(malformed)', 'two']);
    tail.read();
    expect(seen).toEqual(['one', '(malformed)', 'two', 'two']);
    appendFileSync(path, '{"type":"last"}');
    tail.end();
    expect(seen.at(-1)).toBe('last');
  });
});
