import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shipped } from '../../mcp-server/kernel/installation.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanout-refuse-'));
  const refusals = [{ command: 'npm install', says: 'Use pnpm.' }];
  writeFileSync(join(folder, 'refusals.json'), JSON.stringify(refusals));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ask = (command: string, list = 'refusals.json') => {
  const input = JSON.stringify({ tool_name: 'Bash', tool_input: { command } });
  const ran = spawnSync(process.execPath, [shipped('hooks', 'refuse.mjs'), join(folder, list)], { input, encoding: 'utf8' });
  return [ran.status, ran.stderr.trim()];
};

test('what a lesson refuses is refused wherever it stands in a command, and nothing else', () => {
  expect(ask('npm install')).toEqual([2, 'Use pnpm.']);
  expect(ask('cd web && npm  install --save x')).toEqual([2, 'Use pnpm.']);
  expect(ask('echo "$(npm install)"')).toEqual([2, 'Use pnpm.']);
  expect(ask('npm install-test; pnpm install')).toEqual([0, '']);
  expect(ask('echo "npm install"')).toEqual([0, '']);
});

test('a list that cannot be read refuses', () => {
  expect(ask('ls', 'nothing.json')[0]).toBe(2);
});
