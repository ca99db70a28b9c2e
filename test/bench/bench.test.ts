import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const main = join(import.meta.dirname, 'main.ts');
const lastLine = (output: string): string => output.trimEnd().split('\n').at(-1) ?? '';

test('the schedule bench ends with one JSON object, and every case meets its goal', () => {
  const output = execFileSync(process.execPath, [main, 'schedule', '--json'], { encoding: 'utf8' });
  const cases = z.array(z.strictObject({ name: z.string(), ratio: z.number(), goal: z.literal(1.03) })).min(1);
  const outcome = z.strictObject({ cases, ratio: z.number() }).parse(JSON.parse(lastLine(output)));
  expect(outcome.ratio).toBeLessThanOrEqual(1);
  expect(outcome.ratio).toBeCloseTo(Math.max(...outcome.cases.map(({ ratio, goal }) => ratio / goal)), 3);
});

// One family in three tasks, each with its sessions: the whole way, in its shortest form.
test('what was learnt keeps a fault from coming back, also from a builder that ignores prose', { timeout: 400_000 }, () => {
  const output = execFileSync(process.execPath, [main, 'lessons', '--json', '--size', '3', '--agent', 'scripted'], {
    encoding: 'utf8',
  });
  expect(JSON.parse(lastLine(output))).toMatchObject({ off: 2, on: 0, escalated: 1, tasks: 3, families: 1, agent: 'scripted' });
});

test('a run of many tasks keeps its memory and handles, is replayed and answers in time', { timeout: 300_000 }, () => {
  const output = execFileSync(process.execPath, [main, 'scale', '--json', '--size', '60'], { encoding: 'utf8' });
  const { tasks, cases } = JSON.parse(lastLine(output)) as { tasks: number; cases: { ratio: number; goal: number }[] };
  expect(tasks).toBe(60);
  expect(cases).toHaveLength(4);
  for (const { ratio, goal } of cases.slice(0, 2)) expect(ratio).toBeLessThanOrEqual(goal);
});

test('without a name, what can be measured is listed', () => {
  expect(execFileSync(process.execPath, [main], { encoding: 'utf8' })).toContain('schedule');
});

test('the bundled server lists its tools within its goal of a raw server', () => {
  const output = execFileSync(process.execPath, [main, 'start', '--json', '--size', '5'], { encoding: 'utf8' });
  const { ratio, cases } = JSON.parse(lastLine(output)) as { ratio: number; cases: { goal: number }[] };
  expect(cases).toMatchObject([{ goal: 4.5 }]);
  expect(ratio).toBeLessThanOrEqual(1);
});
