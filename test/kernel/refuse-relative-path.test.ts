import { expect, test } from 'vitest';
import { refuseRelativePath } from '../../mcp-server/kernel/refuse-relative-path.ts';
import { seeded } from '../support/random.ts';

test.each([
  '',
  '/etc/passwd',
  '//host/share',
  'C:\\Windows',
  'C:x',
  'c:/x',
  'file:///etc/passwd',
  '\\\\host\\share',
  'src\\..\\..\\outside',
  '~',
  '~/x',
  '~root/x',
  '..',
  '../x',
  '../../etc/passwd',
  'src/../../x',
  'src/./../../x',
  'src//../../x',
  'src/..',
  'a/\u2025/x',
  'a/.\u200b./x',
  '{..,src}/x',
  '.',
  './x',
  'a//b',
  'a/./b',
  'a\0b',
  'a\nb',
  'a\u009bb',
  '.git',
  '.git/config',
  '.GIT/config',
  '.Git/hooks/pre-commit',
  '.git./config',
  '.git /config',
  '.git . /config',
  '.g\u200cit/config',
  '.git\u200c/config',
  '.\ufeffgit/x',
  '．git/x',
  '.ｇｉｔ/x',
  'git~1/config',
  'GIT~2/x',
  '.git::$INDEX_ALLOCATION/x',
  'sub/.git/hooks/x',
  '[.]git/x',
  '{.git,src}/**',
  `${'a/'.repeat(600)}x`,
])('%j is refused', (path) => {
  expect(refuseRelativePath(path)).toMatch(/^it [a-z]/);
});

test.each([
  'src/a.ts',
  'src/new/deep/file.ts',
  'README.md',
  'docs/é.md',
  'a b/c.txt',
  '.gitignore',
  '.github/workflows/ci.yml',
  '.gitattributes',
  'git/x',
  'src/git.ts',
  'digit/x',
  'src/..a/b',
  'x/...y',
  'packages/@scope/pkg/index.ts',
  'src/**/*.{ts,tsx}',
  '!src/old/**',
  'src/[ab].ts',
  'a~b/c',
  'emoji/🙂.md',
])('%j is accepted', (path) => {
  expect(refuseRelativePath(path)).toBeNull();
});

test('no mixture of such pieces that is accepted steps up or into .git', () => {
  const pieces = [
    '..',
    '.',
    '',
    'src',
    '.git',
    '.GIT',
    'git~1',
    '\\',
    '/',
    '//',
    ':',
    '~',
    '\u200c',
    '\0',
    ' ',
    'C:',
    '*',
    '{',
    '}',
    ',',
    'x',
  ];
  const random = seeded(7);
  const dangerous = Array.from({ length: 100_000 }, () =>
    Array.from({ length: 1 + Math.floor(random() * 6) }, () => pieces[Math.floor(random() * pieces.length)]).join(''),
  ).filter((path) => {
    const names = path.split('/').map((name) => name.replaceAll('\u200c', '').trim().toLowerCase());
    return /^[/~]|\\|\0/.test(path) || names.some((name) => ['', '.', '..', '.git', 'git~1'].includes(name));
  });
  expect(dangerous.length).toBeGreaterThan(10_000);
  expect(dangerous.filter((path) => refuseRelativePath(path) === null)).toEqual([]);
});
