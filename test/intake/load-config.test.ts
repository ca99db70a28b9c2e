import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findUnreadConfig, loadConfig } from '../../mcp-server/domain/intake/load-config.ts';
import { findRepository } from '../../mcp-server/infra/git/find-repository.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import { makeRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

let mainWorktree: string;
beforeEach(() => {
  mainWorktree = mkdtempSync(join(tmpdir(), 'fanout-config-'));
});
afterEach(() => rmSync(mainWorktree, { recursive: true, force: true }));

const load = () => loadConfig({ repository: { mainWorktree, commonDir: join(mainWorktree, '.git'), name: 'sample' } });

async function problemsOf(text: string): Promise<string[]> {
  writeFileSync(join(mainWorktree, 'fanout.yaml'), text);
  const loaded = await load();
  return loaded.ok ? [] : loaded.failure.problems.map(({ place, message }) => `${place} ${message}`);
}

test('without a file every setting has its default', async () => {
  expect(await load()).toEqual({ ok: true, value: defaultConfig });
});

test('an empty file, and one of remarks, is as none', async () => {
  expect(await problemsOf('')).toEqual([]);
  expect(await problemsOf('# slots: 5\n')).toEqual([]);
  expect(await load()).toEqual({ ok: true, value: defaultConfig });
});

test('what the file says stands, and the rest has its default', async () => {
  expect(await problemsOf('slots: 5\nsetup: false\nstages:\n  build: { model: opus }\n')).toEqual([]);
  expect(await load()).toEqual({
    ok: true,
    value: { ...defaultConfig, slots: 5, setup: false, stages: { build: { model: 'opus' } } },
  });
});

test('every problem is told at its place, with the nearest known key', async () => {
  const text = 'slots: many\nchekcs: [npm test]\nstages: { plan: { modle: x }, bild: {} }\nbudget: { usd: 0 }\nsetup: 5\n';
  expect(await problemsOf(text)).toEqual([
    'fanout.yaml:1:1 slots must be a number, not a text.',
    'fanout.yaml:2:1 Unknown key "chekcs". Did you mean "checks"?',
    'fanout.yaml:3:19 Unknown key "modle" in stages.plan. Did you mean "model"?',
    'fanout.yaml:3:31 Unknown key "bild" in stages. Did you mean "build"?',
    'fanout.yaml:4:11 budget.usd must be more than 0.',
    'fanout.yaml:5:1 setup must be a command or false.',
  ]);
});

test.each([
  ['a: b: c', 'fanout.yaml:1:4 A text with ": " in it must be quoted.'],
  ['slots: 1\nslots: 2', 'fanout.yaml:2:1 Key "slots" is given twice; first at fanout.yaml:1:1.'],
  ['- slots', 'fanout.yaml:1:1 This must be a map of keys, not a list.'],
])('%j is refused', async (text, problem) => {
  expect(await problemsOf(text)).toEqual([problem]);
});

test('a file under a neighbouring name is pointed out instead of overlooked', async () => {
  writeFileSync(join(mainWorktree, 'fanout.yml'), 'slots: 5');
  expect(await load()).toMatchObject({
    ok: false,
    failure: { reason: 'config-invalid', problems: [{ place: 'fanout.yml', message: 'This is not read; call it fanout.yaml.' }] },
  });
});

test('a configuration that cannot be read is refused, not taken for none', async () => {
  symlinkSync(mainWorktree, join(mainWorktree, 'fanout.yaml'));
  const [problem] = { problems: [] as { message: string }[], ...((await load()) as { failure?: object }).failure }.problems;
  expect(problem?.message).toBe('The configuration cannot be read: it is not a file.');
});

test('a bare repository has the configuration that its HEAD has, and a linked worktree is told when its own is not read', async () => {
  const sample = makeRepository({ files: { 'fanout.yaml': 'slots: 5\n' } });
  try {
    const bare = join(sample.folder, 'bare.git');
    sample.git(['clone', '--quiet', '--bare', sample.path, bare]);
    const linked = join(sample.folder, 'linked');
    sample.git(['worktree', 'add', '--quiet', linked], { cwd: bare });
    const repository = valueOf(await findRepository(linked));
    expect(valueOf(await loadConfig({ repository }))).toEqual({ ...defaultConfig, slots: 5 });
    expect(await findUnreadConfig({ repository, top: linked })).toBeNull();
    writeFileSync(join(linked, 'fanout.yaml'), 'slots: 7\n');
    expect(valueOf(await loadConfig({ repository })).slots).toBe(5);
    expect(await findUnreadConfig({ repository, top: linked })).toBe(join(linked, 'fanout.yaml'));
    expect(await findUnreadConfig({ repository: sample.repository, top: sample.path })).toBeNull();
  } finally {
    sample.dispose();
  }
});

test('a port that no workspace leases is named before anything starts', async () => {
  expect(
    await problemsOf('ports: [web, api]\nenvironment: { URL: "http://localhost:${PORT_API}/${HOME}", DB: "${PORT_DB}" }\n'),
  ).toEqual([
    'fanout.yaml:2:61 environment.DB names ${PORT_DB}, and no port of that name is leased; leased are PORT, PORT_WEB, PORT_API.',
  ]);
});
