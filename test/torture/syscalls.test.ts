import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canTrace } from './syscalls/tracer.ts';

const main = join(import.meta.dirname, 'main.ts');

test('a kill at a call of the system that changes a file is recovered from, in each step', { timeout: 600_000 }, (context) => {
  if (!canTrace()) context.skip('strace is not here, or may not trace.');
  const output = execFileSync(process.execPath, [main, 'syscalls', '--kills', '8', '--json'], { encoding: 'utf8' });
  const figures = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Record<string, number>;
  expect(figures).toMatchObject({ ok: true, recovered: figures['points'] });
  expect(figures['points']).toBeGreaterThanOrEqual(8);
});
