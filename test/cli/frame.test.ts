import { describe, expect, it } from 'vitest';
import { drawFrame } from '../../mcp-server/api/cli/live/frame.ts';
import { manyPhases, submittedAt, viewRun, viewTask } from './views.ts';

const plain = (_: unknown, text: string): string => text;
const scene = {
  view: manyPhases,
  lastLines: new Map([
    ['ratings', 'Edit src/ratings.js'],
    ['reservations', 'Bash node --test test/reservations.test.js, once more and at great length, to be sure'],
  ]),
  now: submittedAt + 60_000,
  columns: 100,
  rows: 40,
  paint: plain,
};

describe('The live picture of a run', () => {
  it('shows a header with totals and a line per task', async () => {
    await expect(drawFrame(scene).join('\n')).toMatchFileSnapshot('frames/wide.txt');
  });

  it.for([60, 40, 20, 8, 1])('ends before the edge of a terminal of %i columns', async (columns) => {
    const frame = drawFrame({ ...scene, columns });
    expect(Math.max(...frame.map((line) => line.length))).toBeLessThanOrEqual(columns);
    await expect(frame.join('\n')).toMatchFileSnapshot(`frames/columns-${columns}.txt`);
  });

  it.for([7, 4])('leaves out what waits and what is merged before what is at work, in %i rows', async (rows) => {
    const frame = drawFrame({ ...scene, rows });
    expect(frame.length).toBeLessThan(rows);
    await expect(frame.join('\n')).toMatchFileSnapshot(`frames/rows-${rows}.txt`);
  });

  it('counts wide letters as two columns', () => {
    const view = viewRun([viewTask('kana', { phase: 'building' })]);
    const [, line = ''] = drawFrame({ ...scene, view, lastLines: new Map([['kana', '日本語'.repeat(40)]]), columns: 60 });
    const words = line.match(/[日本語]/gu)?.length ?? 0;
    expect(line.length + words).toBeLessThanOrEqual(60);
    expect(words).toBeGreaterThan(10);
  });

  it('never passes on an escape sequence, a line break or a hidden character', () => {
    const evil = '\u001B[2J\u001B]0;title\u0007safe\r\nnext\u202Etxt\u200B\u0000end';
    const view = viewRun([viewTask('evil', { phase: 'building' })], { title: `Title${evil}` });
    const frame = drawFrame({ ...scene, view, lastLines: new Map([['evil', evil]]) });
    expect(frame).toHaveLength(2);
    expect(frame.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(frame[1]).toContain('safe nexttxtend');
  });
});
