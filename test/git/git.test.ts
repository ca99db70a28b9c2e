import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { commitFiles } from '../../mcp-server/infra/git/commit-files.ts';
import { git, gitOk } from '../../mcp-server/infra/git/git.ts';
import { mergeTree } from '../../mcp-server/infra/git/merge-tree.ts';
import { worktreeStatus } from '../../mcp-server/infra/git/status.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

function sampleRepository(files?: Record<string, string>): TestRepository {
  const sample = makeRepository(files ? { files } : {});
  onTestFinished(sample.dispose);
  return sample;
}

test('a failing git answers with its exit code, what it printed and what it complained about', async () => {
  const { path } = sampleRepository({ 'a.txt': 'one\n' });
  writeFileSync(join(path, 'a.txt'), 'two\n');
  const differs = await git({ cwd: path, args: ['diff', '--exit-code', '--name-only'] });
  expect(differs).toMatchObject({ exitCode: 1, stdout: 'a.txt\n', stderr: '' });
  const refused = await gitOk({ cwd: path, args: ['cat-file', '-p', 'nothing'] });
  expect(refused).toMatchObject({
    ok: false,
    failure: { reason: 'git-failed', exitCode: 128, args: ['cat-file', '-p', 'nothing'] },
  });
  expect(await git({ cwd: join(path, 'gone'), args: ['status'] })).toMatchObject({ exitCode: 128 });
});

test('a git that was killed is asked again, and one that is killed every time has no exit code', async () => {
  const sample = sampleRepository();
  const ask = (script: string) => {
    sample.git(['config', 'alias.ask', `!${script}`]);
    return git({ cwd: sample.path, args: ['ask'] });
  };
  const once = 'echo x >> asked; test $(wc -l < asked) = 2 && echo answered || kill -9 $PPID';
  expect(await ask(once)).toMatchObject({ exitCode: 0, stdout: 'answered\n' });
  expect(await ask('kill -9 $PPID')).toMatchObject({ exitCode: null });
});

test('output that is not UTF-8 comes as bytes, and input of bytes goes in as it is', async () => {
  const { path } = sampleRepository();
  const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x0a]);
  const { stdout } = await git({ cwd: path, args: ['hash-object', '-w', '--stdin'], input: bytes });
  expect((await git({ cwd: path, args: ['cat-file', 'blob', stdout.trim()] })).bytes).toEqual(bytes);
});

test('the variables that point git elsewhere are not inherited', async () => {
  const { path } = sampleRepository();
  const other = sampleRepository();
  vi.stubEnv('GIT_DIR', other.repository.commonDir);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect((await git({ cwd: path, args: ['rev-parse', '--absolute-git-dir'] })).stdout).toBe(`${path}/.git\n`);
});

/** Plants a program in every place of the repository from which git may be told to run one. */
function plantPrograms({ path, git: run }: TestRepository): string {
  const canary = join(path, '../canary');
  const program = join(path, '../program');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${canary}'\ncat "$1" 2>/dev/null\nexit 0\n`);
  chmodSync(program, 0o755);
  for (const hook of ['reference-transaction', 'post-checkout', 'pre-commit', 'post-index-change', 'post-commit']) {
    writeFileSync(join(path, '.git/hooks', hook), `#!/bin/sh\necho ${hook} >> '${canary}'\n`);
    chmodSync(join(path, '.git/hooks', hook), 0o755);
  }
  for (const key of [
    'core.fsmonitor',
    'filter.evil.clean',
    'filter.evil.smudge',
    'merge.evil.driver',
    'diff.evil.command',
    'diff.evil.textconv',
    'diff.external',
    'gpg.program',
  ])
    run(['config', key, program]);
  run(['config', 'log.showSignature', 'true']);
  writeFileSync(join(path, '.git/info/attributes'), '* filter=evil merge=evil diff=evil\n');
  return canary;
}

test('no hook, filter, driver or monitor of the repository runs in a status, a merge or a commit of ours', async () => {
  const sample = sampleRepository({ 'a.txt': 'one\ntwo\nthree\nfour\n' });
  const { repository, base, path } = sample;
  const canary = plantPrograms(sample);
  const change = (content: string) =>
    commitFiles({ repository, parent: base, files: [{ path: 'a.txt', content }], message: 'change' });
  const ours = valueOf(await change('ONE\ntwo\nthree\nfour\n'));
  const theirs = valueOf(await change('one\ntwo\nthree\nFOUR\n'));
  const { tree } = valueOf(await mergeTree({ repository, ours, theirs }));
  expect((await git({ cwd: path, args: ['cat-file', 'blob', `${tree}:a.txt`] })).stdout).toBe('ONE\ntwo\nthree\nFOUR\n');
  writeFileSync(join(path, 'a.txt'), 'changed\n');
  expect(valueOf(await worktreeStatus({ path, base }))).toMatchObject({ dirty: 1, files: 1, insertions: 1, deletions: 4 });
  expect(existsSync(canary)).toBe(false);
});

test('two sides that change the same line are a conflict that names the file, and no checkout is touched', async () => {
  const sample = sampleRepository({ 'a.txt': 'one\n', 'b.txt': 'b\n' });
  const { repository, base } = sample;
  const change = (content: string) =>
    commitFiles({ repository, parent: base, files: [{ path: 'a.txt', content }], message: 'change' });
  const [ours, theirs] = [valueOf(await change('two\n')), valueOf(await change('three\n'))];
  expect(await mergeTree({ repository, ours, theirs })).toEqual({
    ok: false,
    failure: { reason: 'merge-conflict', ours, theirs, files: ['a.txt'] },
  });
  expect(sample.git(['status', '--porcelain'])).toBe('');
});
