import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refusePath } from '../../mcp-server/domain/verification/refuse-path.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const makeTree = (): string => {
  const folder = temporaryFolder();
  const root = join(folder, 'tree');
  mkdirSync(join(root, 'src'), { recursive: true });
  mkdirSync(join(folder, 'outside'));
  writeFileSync(join(folder, 'outside/secret'), 's');
  symlinkSync(join(folder, 'outside'), join(root, 'link'));
  symlinkSync(join(folder, 'outside/secret'), join(root, 'src/file-link'));
  symlinkSync('nowhere', join(root, 'dangling'));
  return root;
};

test.each([
  ...['../outside/secret', '../../etc/passwd', '/etc/passwd', 'src/../../outside/secret', 'src/./../../outside/x', '..', '.', ''],
  ...['link/secret', 'link', 'src/file-link', 'dangling', 'dangling/x', './link/x', 'src//../../outside', '../tree-evil/x'],
  ...['src\\..\\..\\outside', 'C:\\Windows\\x', 'C:x', '\\\\host\\share', '//host/share/x', 'file:///etc/passwd'],
  ...['~/x', '~root/x', 'src/\u0000x', 'src/a\nb', 'src/\u001b[2J', 'a'.repeat(1500)],
  ...[
    '.git/config',
    '.git',
    '.GIT/config',
    '.git./config',
    '.git /config',
    '.git\u200c/config',
    'git~1/config',
    'sub/.git/hooks/x',
  ],
  ...[
    '.claude/settings.json',
    '.CLAUDE/x',
    'sub/.claude/x',
    '.mcp.json',
    '.env',
    '.env.local',
    '.envrc',
    '.npmrc',
    '.husky/pre-commit',
  ],
  ...['.vscode/tasks.json', '.github/workflows/x.yml', 'aux.txt', 'nul', 'a/CON/b', 'src/x.', 'src/x '],
])('%j is refused', (path) => {
  expect(refusePath(makeTree(), path)).toEqual(expect.any(String));
});

test.each([
  ...['src/a.ts', 'src/new/deep/file.ts', 'README.md', 'docs/é.md', 'a b/c.txt', '.gitignore', '.eslintrc.json', 'src/..a/b'],
  ...['x/...y', 'packages/@scope/pkg/index.ts', 'test/environment.test.js', '.github/CODEOWNERS'],
])('%j is allowed', (path) => {
  expect(refusePath(makeTree(), path)).toBeNull();
});
