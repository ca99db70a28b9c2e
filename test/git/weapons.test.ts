import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliver } from '../../mcp-server/domain/merges/deliver.ts';
import { mergeTask } from '../../mcp-server/domain/merges/merge-task.ts';
import { startConflict } from '../../mcp-server/domain/merges/start-conflict.ts';
import { readHistory } from '../../mcp-server/domain/overlaps/read-history.ts';
import { ProgressCheck } from '../../mcp-server/domain/sessions/progress-check.ts';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { removeWorkspace } from '../../mcp-server/domain/workspaces/remove-workspace.ts';
import { commitFiles } from '../../mcp-server/infra/git/commit-files.ts';
import { readDiff } from '../../mcp-server/infra/git/diff.ts';
import { readLog } from '../../mcp-server/infra/git/log.ts';
import { updateRef } from '../../mcp-server/infra/git/refs.ts';
import { worktreeStatus } from '../../mcp-server/infra/git/status.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { Commit, RunId, TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';

const run = 'k3m9x2ab' as RunId;
const target = `refs/heads/fanout/${run}/merged`;

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
let canary: string;

beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'b\n', '.gitignore': 'loaded\n' } });
  canary = join(sample.folder, 'canary');
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const hooks = [
  ...['reference-transaction', 'post-checkout', 'post-index-change', 'post-merge', 'pre-merge-commit', 'prepare-commit-msg'],
  ...['commit-msg', 'pre-commit', 'post-commit', 'post-rewrite', 'pre-rebase', 'pre-auto-gc', 'fsmonitor-watchman'],
];

/** Settings of a repository that each name a program, in the words of `git help config`. */
const settings = (program: string): Record<string, string> => ({
  'core.fsmonitor': program,
  'core.pager': program,
  'core.editor': program,
  'core.sshCommand': program,
  'core.gitProxy': program,
  'core.askPass': program,
  'core.alternateRefsCommand': program,
  'sequence.editor': program,
  'credential.helper': `!${program}`,
  'pager.log': program,
  'pager.diff': program,
  'filter.evil.clean': `${program} %f`,
  'filter.evil.smudge': `${program} %f`,
  'filter.evil.process': program,
  'merge.evil.driver': `${program} %A`,
  'merge.default': 'evil',
  'merge.verifySignatures': 'true',
  'merge.tool': program,
  'diff.evil.command': program,
  'diff.evil.textconv': program,
  'diff.external': program,
  'diff.trustExitCode': 'true',
  'interactive.diffFilter': program,
  'log.showSignature': 'true',
  'gpg.program': program,
  'gpg.ssh.program': program,
  'gpg.x509.program': program,
  'commit.gpgSign': 'true',
  'tag.gpgSign': 'true',
  'trailer.fanout-run.command': program,
  'trailer.fanout-run.cmd': program,
  'gc.recentObjectsHook': program,
  'uploadpack.packObjectsHook': program,
  'submodule.inner.update': `!${program}`,
  'hook.evil.event': 'reference-transaction',
  'hook.evil.command': program,
  'alias.status': `!${program}`,
  'alias.merge': `!${program}`,
  'alias.update-ref': `!${program}`,
  'remote.origin.url': '.',
  'remote.origin.promisor': 'true',
  'remote.origin.uploadpack': program,
  'extensions.partialClone': 'origin',
  'protocol.ext.allow': 'always',
});

/** Plants a program in every place of the repository from which git may be told to run one. */
function load(): void {
  const program = join(sample.folder, 'program');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${canary}'\ncat 2>/dev/null\nexit 0\n`);
  chmodSync(program, 0o755);
  for (const hook of hooks) {
    writeFileSync(join(sample.path, '.git/hooks', hook), `#!/bin/sh\necho ${hook} >> '${canary}'\n`);
    chmodSync(join(sample.path, '.git/hooks', hook), 0o755);
  }
  const lines = Object.entries(settings(program)).map(([key, value]) => {
    const [section = '', ...rest] = key.split('.');
    const name = rest.pop() ?? '';
    const middle = rest.length > 0 ? ` "${rest.join('.')}"` : '';
    return `[${section}${middle}]\n\t${name} = ${JSON.stringify(value)}\n`;
  });
  // Half of it through a file that is included, as a session may leave one in its worktree.
  const included = join(sample.folder, 'included');
  writeFileSync(included, lines.filter((_, at) => at % 2 === 0).join(''));
  const config = join(sample.path, '.git/config');
  const others = lines.filter((_, at) => at % 2 === 1).join('');
  writeFileSync(config, `${readFileSync(config, 'utf8')}${others}[include]\n\tpath = ${included}\n`);
  writeFileSync(join(sample.path, '.git/info/attributes'), '* filter=evil merge=evil diff=evil\n');
}

const change = async (files: Record<string, string>, parent: Commit): Promise<Commit> =>
  valueOf(
    await commitFiles({
      repository: sample.repository,
      parent,
      files: Object.entries(files).map(([path, content]) => ({ path, content })),
      message: 'change\n\nFanout-Run: x',
    }),
  );

const ran = () => (existsSync(canary) ? readFileSync(canary, 'utf8') : '');

test('git itself runs what is planted, so that its silence means something', () => {
  load();
  expect(() => sample.git(['commit', '--allow-empty', '--no-gpg-sign', '-m', 'x'])).not.toThrow();
  expect(ran()).toContain('reference-transaction');
  rmSync(canary);
  writeFileSync(join(sample.path, 'a.txt'), 'changed\n');
  sample.git(['diff']);
  expect(ran()).toContain('program');
});

test('nothing of a loaded repository runs while a task is made, merged, brought up to date, looked at and removed', async () => {
  const { repository, base } = sample;
  valueOf(await updateRef({ repository, ref: target, to: base, from: null }));
  const make = (task: string) => createWorkspace(infra, wantedWorkspace(infra, { repository, base, source: sample.path, task }));
  const workspace = valueOf(await make('early'));
  const { path } = workspace;
  writeFileSync(join(path, 'a.txt'), 'eins\ntwo\nthree\n');
  sample.git(['commit', '--quiet', '--all', '-m', 'own'], { cwd: path });
  load();
  expect(valueOf(await make('late')).path).not.toBe(path);
  const landed = await change({ 'a.txt': 'ONE\ntwo\nthree\n', 'new.txt': 'new\n' }, base);
  const merged = await mergeTask(infra, {
    repository,
    run,
    task: 'other' as TaskKey,
    title: 'Other',
    commit: landed,
    target,
    gates: ['test -e new.txt'],
    config: { ...defaultConfig, setup: false },
    checkoutPath: `${path}.merge`,
    outputDirectory: join(infra.home, 'output'),
  });
  const onto = valueOf(merged).commit;
  await new ProgressCheck(infra.clock, { cwd: path, stuckMs: 0 }).look();
  expect(valueOf(await startConflict(infra, { workspace, onto }))).toEqual({ files: ['a.txt'] });
  expect(readFileSync(join(path, 'a.txt'), 'utf8')).toContain('<<<<<<<');
  expect(valueOf(await worktreeStatus({ path, base })).dirty).toBeGreaterThan(0);
  valueOf(await readDiff({ repository, base, commit: onto }));
  valueOf(await readLog({ repository, to: onto }));
  valueOf(await readHistory({ repository, commit: onto }));
  nested(path);
  const removal = { repository, path, rescueRef: `refs/fanout/${run}/rescue/one/1` };
  expect(await removeWorkspace(infra, removal)).toMatchObject({ ok: false, failure: { reason: 'work-at-risk' } });
  rmSync(join(path, 'inner'), { recursive: true });
  expect(valueOf(await removeWorkspace(infra, removal)).rescued).not.toBeNull();
  expect(ran()).toBe('');
});

test('a branch of the person’s is moved, with its checkout, and nothing of a loaded repository runs', async () => {
  const { repository, base, path } = sample;
  const to = await change({ 'a.txt': 'ONE\ntwo\nthree\n', 'new.txt': 'new\n' }, base);
  valueOf(await updateRef({ repository, ref: target, to, from: null }));
  load();
  expect(valueOf(await deliver(infra, { repository, source: target, into: 'main' }))).toMatchObject({ to, checkout: path });
  expect([readFileSync(join(path, 'a.txt'), 'utf8'), existsSync(join(path, 'new.txt'))]).toEqual(['ONE\ntwo\nthree\n', true]);
  expect(ran()).toBe('');
});

test('an object that is missing is not fetched by a program that the repository names', async () => {
  const { repository, base } = sample;
  const to = await change({ 'gone.txt': 'gone\n' }, base);
  const blob = sample.git(['rev-parse', `${to}:gone.txt`]);
  rmSync(join(repository.commonDir, 'objects', blob.slice(0, 2), blob.slice(2)));
  load();
  expect(await readDiff({ repository, base, commit: to })).toMatchObject({ ok: false, failure: { reason: 'git-failed' } });
  expect(ran()).toBe('');
});

/** A repository inside the worktree with settings of its own and work that exists nowhere else. */
function nested(path: string): void {
  const inner = join(path, 'inner');
  mkdirSync(inner);
  sample.git(['init', '--quiet'], { cwd: inner });
  writeFileSync(join(inner, 'x.txt'), 'x\n');
  sample.git(['-c', 'user.name=x', '-c', 'user.email=x@x', 'add', '.'], { cwd: inner });
  sample.git(['-c', 'user.name=x', '-c', 'user.email=x@x', 'commit', '--quiet', '-m', 'x'], { cwd: inner });
  sample.git(['config', 'filter.evil.clean', join(sample.folder, 'program')], { cwd: inner });
  writeFileSync(join(inner, '.git/info/attributes'), '* filter=evil\n');
  writeFileSync(join(inner, 'x.txt'), 'y\n');
}
