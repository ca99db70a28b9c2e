import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listPorts } from '../../mcp-server/domain/workspaces/ports/list-ports.ts';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import { askFanout } from '../support/ask-fanout.ts';
import { claudeEnvironment, claudeProgram } from '../support/claude.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { mainFile } from '../support/run-fanout.ts';
import { bash, say, serveScript, use, type Script } from '../support/scripted-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A repository that opted in as docs/workspaces.md says, and the real Claude Code in it. */
async function prepare(script: Script) {
  const folder = temporaryFolder();
  const sample = makeRepository({ files: { 'a.txt': 'a\n' } });
  const infra = makeInfra();
  const model = await serveScript(script);
  onTestFinished(async () => {
    await model.close();
    sample.dispose();
    infra.dispose();
  });
  const command = `'${process.execPath}' '${mainFile}' workspace isolate`;
  const events = ['WorktreeCreate', 'WorktreeRemove', 'SessionStart', 'SubagentStart'];
  const hooks = Object.fromEntries(events.map((event) => [event, [{ hooks: [{ type: 'command', command }] }]]));
  sample.commit({ '.claude/settings.json': JSON.stringify({ hooks }) });
  const claude = (...args: string[]) =>
    exec({
      command: claudeProgram,
      args: ['-p', 'go', ...args, '--output-format', 'json', '--strict-mcp-config', '--allowedTools', 'Bash', 'Agent', 'Task'],
      cwd: sample.path,
      environment: { ...claudeEnvironment({ folder, url: model.url }), FANOUT_HOME: infra.home },
      timeoutMs: 100_000,
    });
  return { sample, infra, model, claude };
}

test('a session of Claude Code with --worktree works in a workspace of its own, and its shell has the ports', async () => {
  const { sample, infra, model, claude } = await prepare(({ results }) =>
    results === 0 ? [bash('echo "port=$PORT tree=$FANOUT_WORKTREE at=$(pwd -P)"')] : [say('done')],
  );
  const { exitCode, stderr } = await claude('--worktree', 'login');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const [lease] = listPorts(infra);
  const path = lease?.owner ?? '';
  expect(path).toMatch(/sample\.fanout\/[0-9a-f]{8}\/login$/);
  expect(model.asked.at(-1)?.latest).toContain(`port=${lease?.port} tree=${path} at=${path}`);
  expect(sample.git(['worktree', 'list'])).toContain(path);
  expect(existsSync(join(sample.path, '.claude/worktrees'))).toBe(false);
}, 120_000);

test('an isolated agent of Claude Code is told of its ports', async () => {
  const { infra, model, claude } = await prepare(({ everything, results }) => {
    if (everything.includes('You are the helper')) {
      const file = /\. '([^']+environment\.sh)'/.exec(everything)?.[1] ?? '/nowhere';
      return results === 0 ? [bash(`. '${file}'; echo "port=$PORT at=$(pwd -P)"`)] : [say('helped')];
    }
    const input = { description: 'help', prompt: 'You are the helper', subagent_type: 'general-purpose', isolation: 'worktree' };
    return results === 0 ? [use('Agent', { ...input, run_in_background: false })] : [say('done')];
  });
  const { exitCode, stderr } = await claude();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const heard = model.asked.map(({ latest }) => latest).join('\n');
  const [lease] = listPorts(infra);
  expect(lease?.owner).toMatch(/\/agent-/);
  expect(heard).toContain(`port=${lease?.port} at=${lease?.owner}`);
}, 120_000);

test('Claude Code gives a workspace back with what is in it kept, and what no hook says is refused', async () => {
  const { sample, infra } = await prepare(() => [say('no')]);
  const tell = (event: object) =>
    askFanout(['workspace', 'isolate'], { cwd: sample.path, home: infra.home, input: JSON.stringify(event) });
  const common = { session_id: 'one session', cwd: sample.path };
  const made = await tell({ ...common, hook_event_name: 'WorktreeCreate', name: 'Feature/Über lang' });
  const path = made.stdout.trim();
  expect(path).toMatch(/\/feature-ber-lang$/);
  const again = await tell({ ...common, hook_event_name: 'WorktreeCreate', name: 'Feature/Über lang' });
  expect(again.stdout).toBe(made.stdout);
  expect((await tell({ ...common, hook_event_name: 'SessionStart' })).stdout).toBe('');
  writeFileSync(join(path, 'draft.txt'), 'precious\n');
  expect(await tell({ ...common, hook_event_name: 'WorktreeRemove', worktree_path: path })).toMatchObject({
    exitCode: 0,
    stdout: '',
  });
  expect(existsSync(path)).toBe(false);
  expect(listPorts(infra)).toEqual([]);
  expect(sample.git(['for-each-ref', '--format=%(refname)', 'refs/fanout'])).toMatch(/\/rescue\/feature-ber-lang\//);
  const refused = await tell({ ...common, hook_event_name: 'WorktreeRemove', worktree_path: sample.path });
  expect(refused).toMatchObject({ exitCode: 4, stdout: '' });
  expect((await tell({ hook_event_name: 'Stop' })).exitCode).toBe(2);
});
