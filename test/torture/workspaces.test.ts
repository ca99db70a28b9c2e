import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const main = join(import.meta.dirname, 'main.ts');

test('ports, faults, good workspaces and work hold under the short torture', { timeout: 300_000 }, () => {
  const output = execFileSync(process.execPath, [main, 'workspaces', '--kills', '4', '--json'], { encoding: 'utf8' });
  const figures = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Record<string, number>;
  expect(figures).toMatchObject({
    ok: true,
    duplicates: 0,
    leaked: 0,
    leaseClashes: 0,
    falseAlarms: 0,
    caught: figures['faults'],
    restored: figures['dirtyStates'],
    created: 4,
    stray: 0,
    sourceChanged: 0,
    left: 0,
  });
});
