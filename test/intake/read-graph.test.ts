import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readGraph } from '../../mcp-server/domain/intake/read-graph.ts';

let outside: string;
let repository: string;
beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'fanout-intake-'));
  repository = join(outside, 'shop');
  write('shop/.git/config', '');
  write('shop/specs/cart.md', 'Keep a cart.');
  write('secret.md', 'Nobody reads this.');
});
afterEach(() => rmSync(outside, { recursive: true, force: true }));

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(outside, path)), { recursive: true });
  writeFileSync(join(outside, path), content);
}

/** The spec of the one task of a graph in `folder` that names this spec file, or why it is refused. */
function specOf(specFile: string, folder = 'shop'): string {
  write(`${folder}/graph.yaml`, `tasks:\n  - key: a\n    specFile: ${JSON.stringify(specFile)}\n`);
  const read = readGraph({ path: 'graph.yaml', from: join(outside, folder) });
  if (read.ok) return read.value.tasks[0]?.spec ?? '';
  return 'problems' in read.failure
    ? read.failure.problems.map(({ place, message }) => `${place} ${message}`).join('\n')
    : read.failure.detail;
}

const refused = (specFile: string, why: string): string =>
  `graph.yaml:3:5 Spec file ${JSON.stringify(specFile)} is refused: ${why}.`;

test('a spec file is looked for beside the graph', () => {
  expect(specOf('specs/cart.md')).toBe('Keep a cart.');
  expect(specOf('../specs/cart.md', 'shop/plans')).toBe('Keep a cart.');
  expect(specOf('specs/cart.md', 'shop/plans')).toBe(refused('specs/cart.md', 'it does not exist at plans/specs/cart.md'));
});

test.each([
  ['../secret.md', 'it leads out of the repository'],
  ['specs/../../secret.md', 'it leads out of the repository'],
  ['/etc/passwd', 'it is absolute'],
  ['~/secret.md', 'it starts in a home folder'],
  ['specs\\cart.md', 'it holds a backslash; folders are parted by "/"'],
  ['.git/config', 'it leads into .git'],
  ['specs/.GIT/config', 'it leads into .git'],
  ['specs', 'it is not a file'],
  ['specs/missing.md', 'it does not exist'],
  ['specs/cart.md/x', 'it does not exist'],
])('a spec file %s is refused', (specFile, why) => {
  expect(specOf(specFile)).toBe(refused(specFile, why));
});

test('a symbolic link may lead to a file of the repository and nowhere else', () => {
  symlinkSync('cart.md', join(repository, 'specs/same.md'));
  symlinkSync('../../secret.md', join(repository, 'specs/out.md'));
  symlinkSync('..', join(repository, 'up'));
  symlinkSync('.git', join(repository, 'hidden'));
  symlinkSync('circle.md', join(repository, 'circle.md'));
  expect(specOf('specs/same.md')).toBe('Keep a cart.');
  expect(specOf('specs/out.md')).toContain('a symbolic link leads elsewhere: it leads out of the repository');
  expect(specOf('up/secret.md')).toContain('a symbolic link leads elsewhere: it leads out of the repository');
  expect(specOf('hidden/config')).toContain('a symbolic link leads elsewhere: it leads into .git');
  expect(specOf('circle.md')).toContain('its links lead in a circle');
});

test('a spec that is too large, no text or empty is refused', () => {
  write('shop/large.md', 'x'.repeat(262_145));
  write('shop/image.md', Buffer.from([0xff, 0xd8, 0xff, 0xe0]));
  write('shop/nul.md', 'a\0b');
  write('shop/blank.md', ' \n');
  expect(specOf('large.md')).toBe(refused('large.md', 'it is larger than 256 KiB'));
  expect(specOf('image.md')).toBe(refused('image.md', 'it is not UTF-8 text'));
  expect(specOf('nul.md')).toBe(refused('nul.md', 'it is not a text'));
  expect(specOf('blank.md')).toBe('graph.yaml:3:5 Spec file "blank.md" is empty.');
});

test('a pipe in the place of a spec is refused instead of waited for', () => {
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(repository, 'pipe.md')]);
  expect(specOf('pipe.md')).toBe(refused('pipe.md', 'it is not a file'));
});

test('a graph outside any repository keeps to its own folder', () => {
  write('plans/specs/a.md', 'Do a.');
  expect(specOf('specs/a.md', 'plans')).toBe('Do a.');
  expect(specOf('../secret.md', 'plans')).toContain('it leads out of the repository');
});

test.each([
  ['missing.yaml', 'it does not exist'],
  ['specs', 'it is a folder'],
])('a graph file %s says that %s', (path, detail) => {
  expect(readGraph({ path, from: repository })).toEqual({ ok: false, failure: { reason: 'file-unreadable', path, detail } });
});

test('a graph file that is too large is refused', () => {
  write('shop/graph.yaml', `title: ${'x'.repeat(1_048_576)}`);
  const read = readGraph({ path: 'graph.yaml', from: repository });
  expect(read).toMatchObject({ ok: false, failure: { reason: 'file-unreadable', detail: 'it is larger than 1024 KiB' } });
});

test('a byte order mark and carriage returns change nothing', () => {
  write('shop/graph.yaml', '\ufefftasks:\r\n  - key: a\r\n    spec: Do a.\r\n');
  expect(readGraph({ path: 'graph.yaml', from: repository })).toMatchObject({ ok: true, value: { tasks: [{ spec: 'Do a.' }] } });
});

test('a graph that was written in a call is read as if it lay in the folder', () => {
  const text = 'tasks: [{ key: a, specFile: specs/cart.md }]';
  expect(readGraph({ text, folder: repository })).toMatchObject({ ok: true, value: { tasks: [{ spec: 'Keep a cart.' }] } });
});
