import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  isFenceProven,
  sessionSettings,
  type Refusal,
  type SessionSettings,
} from '../../mcp-server/domain/sessions/agents/session-settings.ts';
import { claudeEnvironment, claudeProgram } from '../support/claude.ts';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import { say, serveScript, use, bash, type Move } from '../support/scripted-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Played {
  /** Whether the file outside the worktree was written. */
  isWritten: boolean;
  /** What the model read of its tool's result. */
  read: string;
  directory: string;
}

/** Plays one session of the real Claude Code whose model makes one move, behind the fence as `change` leaves it. */
async function play(
  move: (outside: string, worktree: string) => Move,
  change: (settings: SessionSettings, directory: string) => void = () => undefined,
  refusals: Refusal[] = [],
): Promise<Played> {
  const folder = temporaryFolder();
  const [worktree, directory, outside] = [join(folder, 'worktree'), join(folder, 'session'), join(folder, 'outside.txt')];
  mkdirSync(worktree);
  const model = await serveScript(({ results }) => (results === 0 ? [move(outside, worktree)] : [say('done')]));
  onTestFinished(() => model.close());
  const settings = await sessionSettings({ directory, writable: [worktree], due: null, refusals });
  change(settings, directory);
  const done = await exec({
    command: claudeProgram,
    args: [
      '-p',
      'go',
      ...['--output-format', 'json', '--setting-sources', 'project', '--strict-mcp-config', '--add-dir', folder],
      ...['--settings', JSON.stringify(settings), '--permission-mode', 'acceptEdits', '--allowedTools', 'Write', 'Edit', 'Bash'],
    ],
    cwd: worktree,
    environment: claudeEnvironment({ folder, url: model.url }),
    timeoutMs: 100_000,
  });
  expect(done).toMatchObject({ exitCode: 0 });
  return { isWritten: existsSync(outside), read: model.asked.at(-1)?.latest ?? '', directory };
}

const write = (outside: string): Move => use('Write', { file_path: outside, content: 'x' });
const hookOf = (settings: SessionSettings) => {
  const hook = settings.hooks['PreToolUse']?.[0]?.hooks[0];
  if (!hook) throw new Error('there is no fence');
  return hook;
};
/** Puts a script of ours where the fence's own is. */
const replaceScript = (text: string) => (settings: SessionSettings, directory: string) => {
  const path = join(directory, 'broken.sh');
  writeFileSync(path, text);
  const hook = hookOf(settings);
  hook.args = hook.args.map((arg) => (arg.endsWith('/fence.sh') ? path : arg));
};
const replaceArgument = (end: string, by: string) => (settings: SessionSettings) => {
  const hook = hookOf(settings);
  hook.args = hook.args.map((arg) => (arg.endsWith(end) ? by : arg));
};

describe('in the real Claude Code', () => {
  it('a write outside goes through without the fence, which shows that the tests below test something', async () => {
    const { isWritten } = await play(write, (settings) => {
      settings.hooks = {};
    });
    expect(isWritten).toBe(true);
  });

  it('the fence refuses a write outside, and the model reads what to do instead', async () => {
    const { isWritten, read, directory } = await play(write);
    expect({ isWritten, read }).toEqual({ isWritten: false, read: expect.stringContaining('Write below') });
    expect(isFenceProven(directory)).toBe(true);
  });

  it('the fence refuses a command that writes outside', async () => {
    const { isWritten, read } = await play((outside) => bash(`echo x > ${outside}`));
    expect({ isWritten, read }).toEqual({ isWritten: false, read: expect.stringContaining('lies outside') });
  });

  it('a command that a lesson refuses is not run, and the model reads what to run instead', async () => {
    const refusals = [{ command: 'touch here.txt', says: 'Use the writer. Run `make here` instead.' }];
    const { read } = await play(() => bash('cd . && touch here.txt'), undefined, refusals);
    expect(read).toContain('Run `make here` instead.');
  });

  it('the fence lets a write in the worktree through', async () => {
    const { read } = await play((_, worktree) => use('Write', { file_path: join(worktree, 'a.txt'), content: 'x' }));
    expect(read).toMatch(/created successfully/);
  });

  it.each([
    ['its script is missing', replaceArgument('/fence.sh', '/nowhere/fence.sh')],
    ['node is missing', replaceArgument('/node', '/nowhere/node')],
    ['node exits with 1', replaceArgument('/node', '/bin/false')],
    ['the list of folders is missing', replaceArgument('/fence.txt', '/nowhere/fence.txt')],
    ['its script exits with 1', replaceScript('exit 1\n')],
    ['its script is killed', replaceScript('kill -KILL $$\n')],
    ['its script prints bad JSON', replaceScript('echo "{ broken"\nexit 1\n')],
    ['its script is broken', replaceScript('if then\n')],
    ['its check hangs', replaceArgument('/fence-check.mjs', resolve(import.meta.dirname, 'fixtures/hangs.mjs'))],
    ['its check crashes', replaceArgument('/fence-check.mjs', resolve(import.meta.dirname, 'fixtures/crashes.mjs'))],
    [
      'the shell is missing',
      (settings: SessionSettings) => {
        hookOf(settings).command = '/nowhere/sh';
      },
    ],
    [
      'the client loses patience',
      (settings: SessionSettings, directory: string) => {
        replaceScript('sleep 30\n')(settings, directory);
        hookOf(settings).timeout = 1;
      },
    ],
  ])('nothing is written when %s', async (_, change) => {
    const { isWritten } = await play(write, change);
    expect(isWritten).toBe(false);
  });
});
