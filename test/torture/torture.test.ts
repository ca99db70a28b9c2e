import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { corpus } from './reviews/corpus.ts';

const main = join(import.meta.dirname, 'main.ts');

test('writers killed while they append lose nothing that was acknowledged', { timeout: 300_000 }, () => {
  const output = execFileSync(process.execPath, [main, 'store', '--kills', '20', '--json'], { encoding: 'utf8' });
  expect(JSON.parse(output.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
    ok: true,
    kills: 20,
    lost: 0,
    twice: 0,
    damagedAt: 0,
  });
});

test('every known way to cheat a gate is refused, and honest changes are not', { timeout: 300_000 }, () => {
  const output = execFileSync(process.execPath, [main, 'gates', '--json'], { encoding: 'utf8' });
  const figures = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as { attacks: number; refused: number };
  expect(figures).toMatchObject({ ok: true, falseAlarms: 0 });
  expect(figures.attacks).toBeGreaterThanOrEqual(25);
  expect(figures.refused).toBe(figures.attacks);
});

test('lessons that somebody planted are never used, and honest ones never refused', { timeout: 300_000 }, () => {
  const output = execFileSync(process.execPath, [main, 'lessons', '--kills', '24', '--json'], { encoding: 'utf8' });
  expect(JSON.parse(output.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
    ok: true,
    hostile: 24,
    active: 0,
    rendered: 0,
    honestRefused: 0,
  });
});

test(
  'runs with unlucky sessions never spend more than their cap and a turn of each session that lives',
  { timeout: 300_000 },
  () => {
    const output = execFileSync(process.execPath, [main, 'budgets', '--runs', '20', '--json'], { encoding: 'utf8' });
    expect(JSON.parse(output.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      ok: true,
      runs: 20,
      overspend: 0,
      unended: 0,
      silent: 0,
    });
  },
);

test('fifty kills of whatever lives in whole runs lose nothing, do nothing twice and leave nothing', { timeout: 600_000 }, () => {
  const output = execFileSync(process.execPath, [main, 'crash', '--kills', '50', '--json'], { encoding: 'utf8' });
  expect(JSON.parse(output.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
    ok: true,
    kills: 50,
    unmerged: 0,
    lost: 0,
    duplicates: 0,
    left: 0,
  });
});

test('without a name, what can be broken is listed', () => {
  const output = execFileSync(process.execPath, [main], { encoding: 'utf8' });
  expect(output).toContain('store');
  expect(output).toContain('lock');
});

test('no claim reaches a fixer unproven, and no reviewer that fails is taken for a pass', { timeout: 300_000 }, () => {
  const output = execFileSync(process.execPath, [main, 'reviews', '--changes', '6', '--json'], { encoding: 'utf8' });
  expect(JSON.parse(output.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ ok: true, broken: 0, falsePasses: 0 });
  const { seeded, clean } = tally();
  expect([seeded >= 40, clean >= 20]).toEqual([true, true]);
});

test('a live review without a login is a failure that says so, and no score', { timeout: 120_000 }, () => {
  const env = { PATH: process.env['PATH'], HOME: temporaryFolder() };
  const { status, stdout } = spawnSync(process.execPath, [main, 'reviews', '--live', '--changes', '2', '--json'], {
    env,
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  const scored = { caught: 0, missed: 0, passed: 0, falseBlocks: 0, failed: 1 };
  expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ ok: false, ...scored });
  expect(stdout).toMatch(/failed, .*(?:not logged in|was not found)/i);
});

const tally = () => ({
  seeded: corpus.filter(({ faulty }) => faulty !== null).length,
  clean: corpus.filter(({ faulty }) => faulty === null).length,
});
