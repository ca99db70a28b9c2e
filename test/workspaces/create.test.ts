import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { listPorts } from '../../mcp-server/domain/workspaces/ports/list-ports.ts';
import { findRepository } from '../../mcp-server/infra/git/find-repository.ts';
import { git } from '../../mcp-server/infra/git/git.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';

function sampleParts(files?: Record<string, string>) {
  const sample = makeRepository(files ? { files } : {});
  onTestFinished(sample.dispose);
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  return { sample, infra };
}

/** What a refused creation may not have changed. */
const traces = ({ sample, infra }: ReturnType<typeof sampleParts>) => ({
  folder: readdirSync(sample.folder),
  refs: sample.git(['for-each-ref']),
  worktrees: sample.git(['worktree', 'list', '--porcelain']),
  ports: listPorts(infra),
});

test('a workspace stands beside the repository, closed to others, on its own branch off the base, with setup run', async () => {
  const { sample, infra } = sampleParts({ 'a.txt': 'a\n' });
  const setup = 'echo "port $PORT $PORT_API for $FANOUT_TASK, $MORE" && touch .installed';
  const config = { setup, ports: ['web', 'api'], environment: { MORE: 'url=http://localhost:${PORT_API}/${OTHER}' } };
  const wanted = wantedWorkspace(infra, { ...sample, config });
  const workspace = valueOf(await createWorkspace(infra, wanted));
  const [web, api] = workspace.ports;
  expect(workspace).toMatchObject({
    path: join(`${sample.path}.fanout`, 'k3m9x2ab/one'),
    branch: 'fanout/k3m9x2ab/task/one',
    base: sample.base,
  });
  expect(readFileSync(wanted.outputPath, 'utf8')).toBe(
    `port ${web?.port} ${api?.port} for one, url=http://localhost:${api?.port}/\${OTHER}\n`,
  );
  expect(statSync(join(workspace.path, '..')).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(sample.repository.commonDir, 'config'), 'utf8')).not.toContain('[branch');
});

test('a setup that fails says with what and where its output is, and is tried again when asked again', async () => {
  const { sample, infra } = sampleParts();
  const wanted = wantedWorkspace(infra, { ...sample, config: { setup: 'echo broken; test -e ../../../fixed || exit 3' } });
  expect(await createWorkspace(infra, wanted)).toEqual({
    ok: false,
    failure: { reason: 'setup-failed', command: wanted.config.setup, exitCode: 3, outputPath: wanted.outputPath },
  });
  expect(readFileSync(wanted.outputPath, 'utf8')).toBe('broken\n');
  writeFileSync(join(sample.folder, 'fixed'), '');
  valueOf(await createWorkspace(infra, wanted));
});

test('work in a finished workspace is not touched when it is asked for again', async () => {
  const { sample, infra } = sampleParts({ 'a.txt': 'a\n' });
  const wanted = wantedWorkspace(infra, { ...sample, config: { setup: 'echo ran >> setup.log' } });
  const { path } = valueOf(await createWorkspace(infra, wanted));
  writeFileSync(join(path, 'a.txt'), 'changed\n');
  valueOf(await createWorkspace(infra, wanted));
  expect(readFileSync(join(path, 'a.txt'), 'utf8')).toBe('changed\n');
  expect(readFileSync(join(path, 'setup.log'), 'utf8')).toBe('ran\n');
});

test('a detached HEAD, a bare repository and a shallow clone are bases like any other', async () => {
  const { sample, infra } = sampleParts();
  const latest = sample.commit({ 'b.txt': 'b\n' });
  sample.git(['checkout', '--quiet', '--detach']);
  sample.git(['clone', '--quiet', '--bare', sample.path, join(sample.folder, 'bare.git')]);
  sample.git(['clone', '--quiet', '--depth=1', `file://${sample.path}`, join(sample.folder, 'shallow')]);
  for (const place of ['sample', 'bare.git', 'shallow']) {
    const repository = valueOf(await findRepository(join(sample.folder, place)));
    const { path } = valueOf(await createWorkspace(infra, wantedWorkspace(infra, { repository, base: latest })));
    expect(sample.git(['status', '--porcelain', '--branch'], { cwd: path })).toBe('## fanout/k3m9x2ab/task/one');
    expect(path).toBe(join(sample.folder, `${place.replace('.git', '')}.fanout/k3m9x2ab/one`));
  }
});

test('a repository with submodules gives a workspace whose submodules are empty until setup fills them', async () => {
  const { sample, infra } = sampleParts();
  const library = makeRepository();
  onTestFinished(library.dispose);
  sample.git(['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.path, 'lib']);
  const base = sample.commit({});
  const setup = 'git -c protocol.file.allow=always submodule --quiet update --init';
  const { path } = valueOf(await createWorkspace(infra, wantedWorkspace(infra, { ...sample, base, config: { setup } })));
  expect(existsSync(join(path, 'lib/README.md'))).toBe(true);
});

test('a filter whose program is missing is refused before anything is made', async () => {
  const { sample, infra } = sampleParts({ '.gitattributes': '*.bin filter=lfs -text\n', 'a.bin': 'pointer\n' });
  vi.stubEnv('HOME', sample.folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  writeFileSync(join(sample.folder, '.gitconfig'), '[filter "lfs"]\n\tsmudge = no-such-lfs smudge -- %f\n\trequired = true\n');
  const before = traces({ sample, infra });
  expect(await createWorkspace(infra, wantedWorkspace(infra, sample))).toMatchObject({
    ok: false,
    failure: { reason: 'filter-unusable', filter: 'lfs' },
  });
  expect(traces({ sample, infra })).toEqual(before);
});

test('a filter of the person’s runs, one that only the repository names is refused', async () => {
  const { sample, infra } = sampleParts({ '.gitattributes': '*.up filter=upper\n', 'a.up': 'loud\n' });
  vi.stubEnv('HOME', sample.folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  sample.git(['config', 'filter.upper.smudge', 'tr a-z A-Z']);
  writeFileSync(join(sample.folder, '.gitconfig'), '');
  const refused = await createWorkspace(infra, wantedWorkspace(infra, sample));
  expect(refused).toMatchObject({ ok: false, failure: { reason: 'filter-unusable', filter: 'upper' } });
  writeFileSync(join(sample.folder, '.gitconfig'), '[filter "upper"]\n\tsmudge = tr a-z A-Z\n\tclean = tr A-Z a-z\n');
  const { path } = valueOf(await createWorkspace(infra, wantedWorkspace(infra, sample)));
  expect(readFileSync(join(path, 'a.up'), 'utf8')).toBe('LOUD\n');
});

test('no hook of the repository runs, and nothing of git is left half when one would have failed', async () => {
  const { sample, infra } = sampleParts();
  writeFileSync(
    join(sample.repository.commonDir, 'hooks/post-checkout'),
    `#!/bin/sh\ntouch '${sample.folder}/canary'\nexit 1\n`,
    { mode: 0o755 },
  );
  valueOf(await createWorkspace(infra, wantedWorkspace(infra, sample)));
  expect(existsSync(join(sample.folder, 'canary'))).toBe(false);
});

test('an unknown base, a repository without commits and a taken branch or path are refused without a trace', async () => {
  const { sample, infra } = sampleParts();
  const side = sample.git(['commit-tree', '-m', 'side', 'HEAD^{tree}']) as Commit;
  sample.git(['branch', 'fanout/k3m9x2ab/task/two', side]);
  mkdirSync(join(`${sample.path}.fanout`, 'k3m9x2ab/three'), { recursive: true });
  const empty = join(sample.folder, 'empty');
  execFileSync('git', ['init', '--quiet', empty], { stdio: 'pipe' });
  const before = traces({ sample, infra });
  const nowhere = '1'.repeat(40) as Commit;
  for (const [wanted, reason] of [
    [wantedWorkspace(infra, { ...sample, base: nowhere }), 'revision-unknown'],
    [wantedWorkspace(infra, { repository: valueOf(await findRepository(empty)), base: nowhere }), 'repository-empty'],
    [wantedWorkspace(infra, { ...sample, task: 'two' }), 'branch-exists'],
    [wantedWorkspace(infra, { ...sample, task: 'three' }), 'path-in-use'],
  ] as const)
    expect(await createWorkspace(infra, wanted)).toMatchObject({ ok: false, failure: { reason } });
  expect(traces({ sample, infra })).toEqual(before);
});

test('a branch that is checked out elsewhere is refused by the place where it is', async () => {
  const { sample, infra } = sampleParts();
  sample.git(['worktree', 'add', '--quiet', '-b', 'fanout/k3m9x2ab/task/one', '../elsewhere']);
  expect(await createWorkspace(infra, wantedWorkspace(infra, sample))).toMatchObject({
    ok: false,
    failure: { reason: 'branch-in-use', worktree: join(sample.folder, 'elsewhere') },
  });
});

test('a path in the repository, around it, in another worktree, or through a link or a file is refused', async () => {
  const { sample, infra } = sampleParts();
  sample.git(['worktree', 'add', '--quiet', '--detach', '../other']);
  mkdirSync(join(sample.folder, 'real'));
  symlinkSync(join(sample.folder, 'real'), join(sample.folder, 'link'));
  symlinkSync(join(sample.folder, 'nowhere'), join(sample.folder, 'dangling'));
  writeFileSync(join(sample.folder, 'file'), '');
  const wanted = wantedWorkspace(infra, sample);
  const before = traces({ sample, infra });
  const hostile = [
    'sample',
    'sample/inner',
    'sample/.git/x',
    'other/inner',
    'link/x',
    'link',
    'dangling',
    'dangling/x',
    'file/x',
    'a\nb',
    'x\u001b[2J',
  ];
  const paths = [...hostile.map((path) => join(sample.folder, path)), sample.folder, '/', 'relative', `${sample.folder}/a/../b`];
  for (const path of paths)
    expect(await createWorkspace(infra, { ...wanted, path })).toMatchObject({ ok: false, failure: { reason: 'path-in-use' } });
  expect(traces({ sample, infra })).toEqual(before);
  expect(readdirSync(join(sample.folder, 'real'))).toEqual([]);
});

test('a folder of worktrees that the configuration puts into the repository is refused, one beside it is used and stays', async () => {
  const { sample, infra } = sampleParts();
  const inside = wantedWorkspace(infra, { ...sample, config: { worktrees: 'trees' } });
  expect(await createWorkspace(infra, inside)).toMatchObject({ ok: false, failure: { reason: 'path-in-use' } });
  const beside = wantedWorkspace(infra, { ...sample, config: { worktrees: '../trees' } });
  expect(valueOf(await createWorkspace(infra, beside)).path).toBe(join(sample.folder, 'trees/k3m9x2ab/one'));
});

test('a repository whose folder has a hostile name works', async () => {
  const sample = makeRepository({ name: `-odd $(touch x) "name' ;&` });
  onTestFinished(sample.dispose);
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  const { path } = valueOf(await createWorkspace(infra, wantedWorkspace(infra, { ...sample, config: { setup: 'touch ok' } })));
  expect((await git({ cwd: path, args: ['status', '--porcelain'] })).stdout).toBe('?? ok\n');
});
