import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { giveToPool, takeFromPool } from '../../mcp-server/domain/workspaces/dependencies/pool.ts';
import { findTie } from '../../mcp-server/domain/workspaces/dependencies/examine-modules.ts';
import { readRecord } from '../../mcp-server/domain/workspaces/workspace-record.ts';
import { defaultConfig, type Config } from '../../mcp-server/kernel/config.ts';
import { makeInfra } from '../support/infra.ts';
import { lockNpm, makeNpmRepository } from '../support/npm-sample.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';

function sampleParts(options: Parameters<typeof makeNpmRepository>[0] = {}) {
  const sample = makeNpmRepository(options);
  onTestFinished(sample.dispose);
  const infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder });
  onTestFinished(infra.dispose);
  const create = async (task: string, config: Partial<Config> = {}) => {
    const base = sample.git(['rev-parse', 'HEAD']) as typeof sample.base;
    const { setup: _, ...detected } = { ...defaultConfig, ...config };
    const wanted = { ...wantedWorkspace(infra, { ...sample, base, task, source: sample.path }), config: detected };
    const { path } = valueOf(await createWorkspace(infra, wanted));
    const [installed] = readRecord(infra, path)?.installed ?? [];
    return { path, installed, output: readFileSync(wanted.outputPath, 'utf8'), inner: join(path, 'node_modules/inner/index.js') };
  };
  return { sample, infra, create };
}

test('the second workspace with the same lockfile gets its packages from the pool, as a copy of its own', async () => {
  const { create } = sampleParts();
  const first = await create('one');
  const second = await create('two');
  expect(first.installed).toMatchObject({ manager: 'npm', pool: 'miss', by: 'install' });
  expect(second.installed).toMatchObject({ manager: 'npm', pool: 'hit', lockfileHash: first.installed?.lockfileHash });
  expect(second.output).toMatch(/^fanout: npm: pool hit, by (?:copy|clone|snapshot), \d+ ms$/m);
  expect(readFileSync(second.inner, 'utf8')).toBe(readFileSync(first.inner, 'utf8'));
  expect(statSync(second.inner).ino).not.toBe(statSync(first.inner).ino);
  writeFileSync(second.inner, 'changed');
  expect(readFileSync((await create('three')).inner, 'utf8')).toBe("module.exports = '1.0.0';\n");
  expect(lstatSync(join(second.path, 'node_modules')).isDirectory()).toBe(true);
});

test('of workspaces that want the same packages at once one installs and the others wait for it', async () => {
  const { create } = sampleParts();
  const made = await Promise.all(['one', 'two', 'three'].map((task) => create(task)));
  const pools = made.map(({ installed }) => installed?.pool);
  expect(pools.filter((pool) => pool === 'miss')).toHaveLength(1);
  expect(pools.filter((pool) => pool === 'hit')).toHaveLength(2);
});

test('another lockfile is another set of packages', async () => {
  const { sample, create } = sampleParts();
  await create('one');
  sample.write({
    'package.json': JSON.stringify({ name: 'sample', version: '1.0.0', dependencies: { inner: 'file:vendor/inner-2.0.0.tgz' } }),
  });
  lockNpm(sample);
  sample.commit({});
  const second = await create('two');
  expect(second.installed?.pool).toBe('miss');
  expect(readFileSync(second.inner, 'utf8')).toBe("module.exports = '2.0.0';\n");
});

test('scripts of the project itself run after a hit as they do after an install', async () => {
  const { create } = sampleParts({ manifest: { scripts: { prepare: 'echo ran >> prepared.log' } } });
  for (const task of ['one', 'two']) {
    const { path, installed } = await create(task);
    expect(installed?.pool).toBe(task === 'one' ? 'miss' : 'hit');
    expect(readFileSync(join(path, 'prepared.log'), 'utf8')).toBe('ran\n');
  }
});

test('packages that hold the path of their worktree are not kept for others', async () => {
  const { create } = sampleParts({ packageScripts: { postinstall: 'pwd > where.txt' } });
  await create('one');
  const { installed, output, path } = await create('two');
  expect(installed?.pool).toBe('miss');
  expect(output).toContain('not kept for other worktrees: ./node_modules/inner/where.txt holds the worktree’s path');
  expect(readFileSync(join(path, 'node_modules/inner/where.txt'), 'utf8')).toContain(path);
});

test('a lockfile that npm refuses as incomplete is installed leniently, stays as it is, and nothing of it is kept', async () => {
  const { sample, infra, create } = sampleParts();
  const manifest = {
    name: 'sample',
    version: '1.0.0',
    dependencies: { inner: 'file:vendor/inner-1.0.0.tgz' },
    optionalDependencies: { more: 'file:vendor/more' },
  };
  sample.commit({ 'package.json': JSON.stringify(manifest), 'vendor/more/package.json': '{"name":"more","version":"1.0.0"}' });
  const { installed, output, path } = await create('one');
  expect(output).toContain('trying `npm install --no-save');
  expect(installed).toMatchObject({ pool: 'miss' });
  expect(sample.git(['status', '--porcelain'], { cwd: path })).toBe('');
  expect(() => readdirSync(join(infra.home, 'dependencies'))).toThrow('ENOENT');
});

test('without the pool every workspace installs for itself', async () => {
  const { create } = sampleParts();
  const dependencies = { ...defaultConfig.dependencies, pool: false };
  await create('one', { dependencies });
  expect((await create('two', { dependencies })).installed).toMatchObject({ pool: 'off', by: 'install' });
});

test('linked packages cannot be written in place, and what changes when it is installed is a copy', async () => {
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  for (const [name, manifest] of Object.entries({
    plain: '{"name":"plain"}',
    built: '{"scripts":{"postinstall":"make"}}',
    '.cache': '{}',
  })) {
    mkdirSync(join(from, 'node_modules', name), { recursive: true });
    writeFileSync(join(from, 'node_modules', name, 'package.json'), manifest);
  }
  const place = { key: 'k', links: true };
  expect(await giveToPool(infra, place, { path: from, manager: 'npm', folders: ['node_modules'] })).toBe(true);
  const by = await takeFromPool(infra, place, { path: to });
  const links = (name: string) => statSync(join(to, 'node_modules', name, 'package.json')).nlink;
  expect(['plain', 'built', '.cache'].map(links)).toEqual(by === 'link' ? [2, 1, 1] : [1, 1, 1]);
  // A person is not root, to whom no mode is a hindrance.
  const person = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  spawnSync('chown', ['-R', '65534', to]);
  chmodSync(to, 0o755);
  const write = (name: string) =>
    spawnSync('sh', ['-c', `echo more >> node_modules/${name}/package.json`], { cwd: to, ...person }).status;
  expect([write('plain'), write('built')]).toEqual([by === 'link' ? 2 : 0, 0]);
  expect(readFileSync(join(infra.home, 'dependencies/k-frozen/0/plain/package.json'), 'utf8')).toBe('{"name":"plain"}');
});

test('what must stay in its worktree is found: links out of it, absolute ones, and its own path in a file', async () => {
  const path = temporaryFolder();
  mkdirSync(join(path, 'node_modules/a/deep'), { recursive: true });
  const tie = () => findTie({ path, folders: ['node_modules'] });
  writeFileSync(join(path, 'node_modules/a/x'), 'harmless');
  spawnSync('ln', ['-s', '../../packages/b', join(path, 'node_modules/a/inside')]);
  expect(await tie()).toBeNull();
  writeFileSync(join(path, 'node_modules/a/deep/x'), Buffer.concat([Buffer.from([0, 255]), Buffer.from(path)]));
  expect(await tie()).toContain('holds the worktree’s path');
  spawnSync('ln', ['-s', '../../../elsewhere', join(path, 'node_modules/a/out')]);
  expect(await tie()).toContain('leads to one place only');
});
