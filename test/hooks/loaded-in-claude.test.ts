import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readLoadedFiles } from '../../mcp-server/domain/sessions/agents/loaded-files.ts';
import { sessionSettings } from '../../mcp-server/domain/sessions/agents/session-settings.ts';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import { claudeEnvironment, claudeProgram } from '../support/claude.ts';
import { say, serveScript, use } from '../support/scripted-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const rule = (glob: string) => `---\npaths:\n  - ${glob}\n---\n\nA rule.\n`;

it('the real Claude Code says which rules it loaded, and only those whose files were read', async () => {
  const folder = temporaryFolder();
  const [worktree, directory] = [join(folder, 'worktree'), join(folder, 'session')];
  const files = {
    'CLAUDE.md': 'Be brief.\n',
    '.claude/rules/fanout/src.md': rule('src/**'),
    '.claude/rules/fanout/lib.md': rule('lib/**'),
    'src/a.js': 'a\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(worktree, path)), { recursive: true });
    writeFileSync(join(worktree, path), text);
  }
  const readsTwice = [use('Read', { file_path: join(worktree, 'src/a.js') })];
  const model = await serveScript(({ results }) => (results < 2 ? readsTwice : [say('done')]));
  onTestFinished(() => model.close());
  const settings = await sessionSettings({ directory, writable: [], due: null });
  const done = await exec({
    command: claudeProgram,
    args: ['-p', 'go', '--setting-sources', 'project', '--strict-mcp-config', '--settings', JSON.stringify(settings)],
    cwd: worktree,
    environment: claudeEnvironment({ folder, url: model.url }),
    timeoutMs: 100_000,
  });
  expect(done).toMatchObject({ exitCode: 0 });
  expect(readLoadedFiles(directory)).toEqual([join(worktree, 'CLAUDE.md'), join(worktree, '.claude/rules/fanout/src.md')]);
});
