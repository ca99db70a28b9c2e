import { closeSync, openSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { examineLocks } from '../../mcp-server/api/cli/doctor/locks.ts';
import { makeRepository } from '../support/repository.ts';

test('doctor names locks that nobody holds any more, also those of refs, and none that is young or open', () => {
  const sample = makeRepository();
  onTestFinished(sample.dispose);
  const leave = (name: string, minutes: number): string => {
    const path = join(sample.repository.commonDir, name);
    writeFileSync(path, '');
    const at = Date.now() / 1000 - minutes * 60;
    utimesSync(path, at, at);
    return path;
  };
  leave('index.lock', 1);
  expect(examineLocks(sample.repository)).toMatchObject({ state: 'good' });
  const old = [leave('packed-refs.lock', 11), leave('refs/heads/main.lock', 11)];
  const open = openSync(leave('HEAD.lock', 11), 'r');
  onTestFinished(() => closeSync(open));
  const { state, finding } = examineLocks(sample.repository);
  expect([state, ...finding.split('\n').slice(1)]).toEqual(['note', ...old]);
});
