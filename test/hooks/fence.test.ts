import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { proveFence, sessionSettings } from '../../mcp-server/domain/sessions/agents/session-settings.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The fence of a session that may write in `worktree`, as the client calls it. `change` breaks its arguments. */
async function makeFence() {
  const folder = temporaryFolder();
  const [worktree, directory] = [join(folder, 'worktree'), join(folder, 'session')];
  mkdirSync(join(worktree, 'src'), { recursive: true });
  const settings = await sessionSettings({ directory, writable: [worktree], due: null });
  const hook = settings.hooks['PreToolUse']?.[0]?.hooks[0];
  if (!hook) throw new Error('there is no fence');
  const ask = (tool: string, input: object, { change = (args: string[]) => args, cwd = worktree } = {}) => {
    const call = { session_id: 's', cwd, hook_event_name: 'PreToolUse', tool_name: tool, tool_input: input, tool_use_id: 't' };
    const options = { input: `${JSON.stringify(call)}\n`, env: { PATH: process.env['PATH'] }, encoding: 'utf8' as const };
    const { status, stderr } = spawnSync(hook.command, change([...hook.args]), options);
    return { status, stderr };
  };
  return { folder, worktree, directory, hook, ask };
}

const replaced = (from: string, to: string) => (args: string[]) => args.map((arg) => (arg.endsWith(from) ? to : arg));

describe('the fence', () => {
  it.each(['Write', 'Edit', 'MultiEdit'])('lets %s write in the worktree and nowhere else', async (tool) => {
    const { folder, worktree, ask } = await makeFence();
    expect(ask(tool, { file_path: join(worktree, 'src/a.js') })).toMatchObject({ status: 0 });
    expect(ask(tool, { file_path: join(worktree, 'a/new/folder/a.js') })).toMatchObject({ status: 0 });
    expect(ask(tool, { file_path: join(folder, 'a.js') })).toMatchObject({ status: 2 });
    expect(ask(tool, { file_path: `${worktree}-beside/a.js` })).toMatchObject({ status: 2 });
    expect(ask(tool, { file_path: join(worktree, 'src') + '/../../a.js' })).toMatchObject({ status: 2 });
    expect(ask(tool, { file_path: '../a.js' })).toMatchObject({ status: 2 });
  });

  it('says what to do instead', async () => {
    const { folder, worktree, ask } = await makeFence();
    const { stderr } = ask('Write', { file_path: join(folder, 'a.js') });
    expect(stderr).toContain(`Write below ${worktree} instead`);
  });

  it('judges notebooks and commands too', async () => {
    const { folder, worktree, ask } = await makeFence();
    expect(ask('NotebookEdit', { notebook_path: join(worktree, 'a.ipynb') })).toMatchObject({ status: 0 });
    expect(ask('NotebookEdit', { notebook_path: join(folder, 'a.ipynb') })).toMatchObject({ status: 2 });
    expect(ask('Bash', { command: 'npm test' })).toMatchObject({ status: 0 });
    expect(ask('Bash', { command: 'git commit -m "x"' })).toMatchObject({ status: 0 });
    expect(ask('Bash', { command: 'echo x > ../a.js' })).toMatchObject({ status: 2 });
    expect(ask('Bash', { command: 'touch a.js' }, { cwd: folder })).toMatchObject({ status: 2 });
  });

  it('is not fooled by what a file says', async () => {
    const { folder, worktree, ask } = await makeFence();
    const content = `"file_path":"${worktree}/a.js"`;
    expect(ask('Write', { content, file_path: join(folder, 'a.js') })).toMatchObject({ status: 2 });
    expect(ask('Write', { file_path: join(worktree, 'a.js'), content: `"file_path":"/etc/passwd"` })).toMatchObject({
      status: 0,
    });
    expect(ask('Bash', { command: 'touch ../a.js', description: `"command":"npm test"` })).toMatchObject({ status: 2 });
    expect(ask('Write', { file_path: join(worktree, 'a\\".js"b'), content: '' })).toMatchObject({ status: 0 });
  });

  it('follows links, and keeps off what belongs to git', async () => {
    const { folder, worktree, ask } = await makeFence();
    symlinkSync(folder, join(worktree, 'out'));
    symlinkSync(join(folder, 'target.js'), join(worktree, 'link.js'));
    writeFileSync(join(folder, 'target.js'), '');
    expect(ask('Write', { file_path: join(worktree, 'out/a.js') })).toMatchObject({ status: 2 });
    expect(ask('Write', { file_path: join(worktree, 'link.js') })).toMatchObject({ status: 2 });
    expect(ask('Write', { file_path: join(worktree, '.git') })).toMatchObject({ status: 2 });
    expect(ask('Write', { file_path: join(worktree, '.git/config') })).toMatchObject({ status: 2 });
  });

  it('lets through without the whole check only what surely stays inside', async () => {
    const { folder, worktree, ask } = await makeFence();
    symlinkSync(folder, join(worktree, 'link'));
    const refused = [
      'touch link/x',
      'rm -rf link/x',
      'touch link',
      'cp -t link a',
      'cp -tlink a',
      'cp --target-directory=link a',
    ];
    const more = ['cp a -t/tmp', 'tar -C/tmp -xf a.tar', 'make -C/tmp x', 'npm i -g x', 'gh pr merge 1', 'fuser -k 3000/tcp'];
    const passed = [...refused, ...more].filter((command) => ask('Bash', { command }).status !== 2);
    expect(passed).toEqual([]);
    const without = { change: replaced('fence-check.mjs', '/nowhere/fence-check.mjs') };
    for (const command of ['npx vitest run --config test/config.ts test/a.test.ts', 'rm -rf src/a', 'cp -t src a --suffix=b/c'])
      expect(ask('Bash', { command }, without)).toEqual({ status: 0, stderr: '' });
  });

  it('refuses when the call never ends', async () => {
    const { hook } = await makeFence();
    const child = spawn(hook.command, hook.args, { stdio: ['pipe', 'ignore', 'pipe'] });
    child.stdin.write('{"tool_name":"Write",');
    const said = child.stderr.toArray();
    expect(await once(child, 'exit')).toEqual([2, null]);
    expect(String(await said)).toContain('did not come');
    child.stdin.destroy();
  });

  it.each([
    ['its script is missing', replaced('fence.sh', '/nowhere/fence.sh')],
    ['the list of folders is missing', replaced('fence.txt', '/nowhere/fence.txt')],
    ['its check is missing', replaced('fence-check.mjs', '/nowhere/fence-check.mjs')],
    ['node is missing', replaced('/node', '/nowhere/node')],
    ['node is something else', replaced('/node', '/bin/false')],
  ])('refuses when %s', async (_, change) => {
    const { folder, ask } = await makeFence();
    expect(ask('Write', { file_path: join(folder, 'a.js') }, { change })).toMatchObject({ status: 2 });
  });

  it.each([
    ['a syntax error', 'if then\n'],
    ['an exit code of its own', 'exit 1\n'],
    ['a signal', 'kill -TERM $$\n'],
    ['nothing at all', ''],
  ])('refuses when its script ends with %s', async (_, text) => {
    const { folder, worktree, ask } = await makeFence();
    const broken = join(folder, 'broken.sh');
    writeFileSync(broken, text);
    const { status } = ask('Write', { file_path: join(worktree, 'a.js') }, { change: replaced('fence.sh', broken) });
    expect(status).not.toBe(0);
  });

  it('refuses when its check crashes, prints nonsense or hangs', async () => {
    const { folder, ask } = await makeFence();
    const check = join(folder, 'check.mjs');
    for (const text of [
      'process.abort()',
      'process.stdout.write("{")\nthrow new Error("broken")',
      'setInterval(() => {}, 1000)',
    ]) {
      writeFileSync(check, text);
      const started = performance.now();
      expect(ask('Write', { file_path: join(folder, 'a.js') }, { change: replaced('fence-check.mjs', check) }).status).toBe(2);
      expect(performance.now() - started).toBeLessThan(30_000);
    }
  });

  it('refuses a call that is not the JSON it knows', async () => {
    const { ask } = await makeFence();
    expect(ask('Write', {})).toMatchObject({ status: 2 });
    expect(ask('Write', { file_path: 7 })).toMatchObject({ status: 2 });
    expect(ask('Unheard', { file_path: 7 })).toMatchObject({ status: 2 });
  });

  it('is proven before a session starts', async () => {
    const { worktree, directory } = await makeFence();
    expect(await proveFence({ directory, writable: [worktree] })).toEqual({ ok: true, value: null });
    expect(readFileSync(join(directory, 'fence.txt'), 'utf8')).toBe(`${worktree}\n`);
    writeFileSync(join(directory, 'fence.txt'), '/\n');
    const proof = await proveFence({ directory, writable: [worktree] });
    expect(proof).toMatchObject({ ok: false, failure: { reason: 'fence-broken' } });
  });
});
