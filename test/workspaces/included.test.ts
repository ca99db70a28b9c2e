import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyIncluded } from '../../mcp-server/domain/workspaces/copy-included.ts';
import { makeRepository } from '../support/repository.ts';

function sampleCopy(include: string) {
  const sample = makeRepository({
    files: {
      '.gitignore': '.env*\n*.key\n/cache/\nlinked\nconf.local\nout/\n*-raw\n',
      '.worktreeinclude': include,
      'tracked.txt': 'tracked\n',
    },
  });
  onTestFinished(sample.dispose);
  sample.git(['worktree', 'add', '--quiet', '--detach', '../tree']);
  const to = join(sample.folder, 'tree');
  return { sample, to, copy: () => copyIncluded({ from: sample.path, to }) };
}

test('files that are named and ignored are copied with their mode; named but not ignored ones are not', async () => {
  const { sample, to, copy } = sampleCopy('# secrets\n.env*\n!.env.prod\nconfig/*.key\ntracked.txt\nplain.txt\ncache/\n');
  sample.write({
    '.env': 'A=1',
    '.env.prod': 'no',
    'config/a.key': 'k',
    'other/b.key': 'no',
    'plain.txt': 'not ignored',
    'cache/deep/x': 'x',
  });
  writeFileSync(join(sample.path, '.env.local'), 'B=2', { mode: 0o600 });
  expect(await copy()).toBe(4);
  expect(readFileSync(join(to, '.env'), 'utf8')).toBe('A=1');
  expect(readFileSync(join(to, 'cache/deep/x'), 'utf8')).toBe('x');
  expect(statSync(join(to, '.env.local')).mode & 0o777).toBe(0o600);
  for (const name of ['.env.prod', 'other', 'plain.txt']) expect(existsSync(join(to, name))).toBe(false);
  expect(sample.git(['status', '--porcelain'], { cwd: to })).toBe('');
});

test('nothing that is there is overwritten, and no link is copied or followed', async () => {
  const { sample, to, copy } = sampleCopy('.env*\nlinked\nout/\n');
  const outside = join(sample.folder, 'outside');
  mkdirSync(outside);
  sample.write({ '.env': 'theirs', 'out/a': 'a' });
  symlinkSync('/etc/hostname', join(sample.path, 'linked'));
  writeFileSync(join(to, '.env'), 'mine');
  symlinkSync(outside, join(to, 'out'));
  expect(await copy()).toBe(0);
  expect(readFileSync(join(to, '.env'), 'utf8')).toBe('mine');
  expect(existsSync(join(outside, 'a'))).toBe(false);
  expect(existsSync(join(to, 'linked'))).toBe(false);
});

test('names of any bytes are copied', async () => {
  const { sample, to, copy } = sampleCopy('*-raw\n');
  const name = (folder: string) => Buffer.concat([Buffer.from(`${folder}/a\nb`), Buffer.from([0xff]), Buffer.from('-raw')]);
  writeFileSync(name(sample.path), 'bytes');
  expect(await copy()).toBe(1);
  expect(readFileSync(name(to), 'utf8')).toBe('bytes');
});

test('without a .worktreeinclude nothing is copied', async () => {
  const { sample, to } = sampleCopy('.env\n');
  sample.write({ '.env': 'x' });
  sample.git(['rm', '--quiet', '--force', '.worktreeinclude']);
  expect(await copyIncluded({ from: sample.path, to })).toBe(0);
});
