import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askFanout } from '../support/ask-fanout.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { mainFile } from '../support/run-fanout.ts';
import { openTerminal } from '../support/terminal.ts';

let sample: TestRepository;
beforeAll(() => {
  sample = makeRepository({ files: { 'README.md': '# sample\n' } });
  sample.git(['branch', 'docs']);
  sample.commit({ 'package.json': '{ "scripts": { "test": "node --test" }, "dependencies": { "a": "1" } }' });
  sample.write({ 'graph.yaml': 'title: Sample\ntasks:\n  - { key: a, spec: Do a. }\n', 'scenario.yaml': 'rules: []\n' });
});
afterAll(() => sample.dispose());

const line = ['run', 'graph.yaml', '--simulate', 'scenario.yaml'];

async function planned(...flags: string[]) {
  const said = await askFanout([...line, '--json', ...flags], { cwd: sample.path, home: join(sample.folder, 'state') });
  return said.stdout === '' ? said : (JSON.parse(said.stdout) as { plan: Record<string, unknown> }).plan;
}

it('a plan names the checks and the setup of its base, whatever is checked out', async () => {
  const setup = 'npm install --no-package-lock --no-audit --no-fund';
  expect(await planned()).toMatchObject({ checks: ['npm test'], setup });
  expect(await planned('--base', 'docs')).toMatchObject({ checks: [], setup: null });
});

it.each(['inside', '.git/worktrees-of-mine', '../sample'])(
  'worktrees at %s are refused before anything starts',
  async (folder) => {
    writeFileSync(join(sample.path, 'fanout.yaml'), `worktrees: ${folder}\n`);
    try {
      const said = await planned('--yes');
      expect(said).toMatchObject({ exitCode: 2, stdout: '' });
      expect(said).toHaveProperty('stderr', expect.stringContaining(`worktrees is ${folder}, where none can stand`));
      expect(sample.git(['for-each-ref', '--format=%(refname)'])).toBe('refs/heads/docs\nrefs/heads/main');
    } finally {
      writeFileSync(join(sample.path, 'fanout.yaml'), '');
    }
  },
);

it('Ctrl-D at the question is a no', async () => {
  const terminal = openTerminal(process.execPath, {
    args: [mainFile, ...line],
    cwd: sample.path,
    environment: { PATH: process.env['PATH'] ?? '', HOME: sample.folder, FANOUT_HOME: join(sample.folder, 'state') },
  });
  await terminal.pressUntil('\u0004', 'Nobody agreed');
  expect(await terminal.ended()).toBe(5);
});
