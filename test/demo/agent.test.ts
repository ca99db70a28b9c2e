import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { claudeEnvironment } from '../support/claude.ts';
import { runAgent, type AgentLine } from '../support/run-agent.ts';
import { bash, say, serveScript, type Script } from '../support/scripted-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const agent = [process.execPath, resolve(import.meta.dirname, '../../demo/agent/main.ts'), '-p'];

const setUp = async (script: Script) => {
  const folder = temporaryFolder();
  const model = await serveScript(script);
  onTestFinished(() => model.close());
  const environment = claudeEnvironment({ folder, url: model.url });
  const run = (messages: string[], ...flags: string[]) => runAgent([...agent, ...flags], { cwd: folder, environment, messages });
  return { folder, environment, run };
};

test('it says what it is, and not that it is Claude Code', () => {
  expect(execFileSync(agent[0] ?? '', [agent[1] ?? '', '--version'], { encoding: 'utf8' })).toMatch(
    /^\S+ \(fanout scripted agent\)\n$/,
  );
});

test('each message is a turn of its own, with an init line before and a result after', async () => {
  const { run } = await setUp(() => [say('Done.')]);
  const { exitCode, lines } = await run(['one', 'two']);
  expect(exitCode).toBe(0);
  expect(lines.map(({ type }) => type)).toEqual(['system', 'assistant', 'result', 'system', 'assistant', 'result']);
  expect(lines[2]).toMatchObject({ subtype: 'success', is_error: false, result: 'Done.', num_turns: 1, queued_turn_count: 1 });
  expect(lines[5]).toMatchObject({ queued_turn_count: 0 });
});

test('a session goes on under its id with all that was said, and its cost with it', async () => {
  const { run } = await setUp(({ everything }) => [say(everything.includes('the word is tree') ? 'tree' : 'nothing')]);
  const session = randomUUID();
  const first = await run(['the word is tree'], '--session-id', session);
  const second = await run(['which word?'], '--resume', session);
  expect(second.result).toMatchObject({ result: 'tree', session_id: session });
  expect(second.result['total_cost_usd']).toBeCloseTo(Number(first.result['total_cost_usd']) * 2, 10);
  expect((await run(['again'], '--session-id', session)).stderr).toContain('already in use');
});

test('a session that never began cannot be resumed', async () => {
  const { run } = await setUp(() => [say('Done.')]);
  const { exitCode, lines, stderr } = await run(['go on'], '--resume', randomUUID());
  expect({ exitCode, lines }).toEqual({ exitCode: 1, lines: [] });
  expect(stderr).toContain('No conversation found');
});

test('a refusal of the service is an error, called a success as Claude Code calls it', async () => {
  const { run } = await setUp(() => ({ status: 529, type: 'overloaded_error', message: 'Overloaded' }));
  const { exitCode, result } = await run(['go']);
  expect(exitCode).toBe(1);
  expect(result).toMatchObject({ subtype: 'success', is_error: true, terminal_reason: 'api_error', api_error_status: 529 });
});

test('a tool that fails is the model’s to read', async () => {
  const { run } = await setUp(({ latest, results }) => (results === 0 ? [bash('echo out; exit 3')] : [say(latest)]));
  const { result, lines } = await run(['go']);
  expect(String(result['result'])).toContain('Exit code 3');
  expect(lines.filter(({ type }) => type === 'user')).toHaveLength(1);
});

test('an interrupt ends the turn and its command, and the next message is taken', async () => {
  const { folder, environment } = await setUp(({ latest }) =>
    latest.includes('wait') ? [bash('echo $$ > pid; exec tail -f /dev/null')] : [say('Here.')],
  );
  const { child, next } = start({ folder, environment });
  child.stdin.write(userLine('wait'));
  const pid = await readPid(folder);
  child.stdin.write(`${JSON.stringify({ type: 'control_request', request_id: 'r1', request: { subtype: 'interrupt' } })}\n`);
  expect(await next('control_response')).toMatchObject({ response: { subtype: 'success', request_id: 'r1' } });
  expect(await next('result')).toMatchObject({ subtype: 'error_during_execution', is_error: true });
  expect(isAlive(pid)).toBe(false);
  child.stdin.end(userLine('and now?', 'f0000000-0000-4000-8000-000000000001'));
  expect(await next('user')).toMatchObject({ isReplay: true, uuid: 'f0000000-0000-4000-8000-000000000001' });
  expect(await next('result')).toMatchObject({ is_error: false, result: 'Here.' });
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a session that is stopped takes its command with it', async () => {
  const { folder, environment } = await setUp(() => [bash('echo $$ > pid; exec tail -f /dev/null')]);
  const { child } = start({ folder, environment });
  child.stdin.write(userLine('wait'));
  const pid = await readPid(folder);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([143, null]);
  await until(() => !isAlive(pid), { what: 'the end of the command' });
});

const userLine = (content: string, uuid?: string) =>
  `${JSON.stringify({ type: 'user', message: { role: 'user', content }, uuid })}\n`;

function start({ folder, environment }: { folder: string; environment: Record<string, string> }) {
  const child = spawn(agent[0] ?? '', [...agent.slice(1), '--replay-user-messages'], { cwd: folder, env: environment });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (type: string): Promise<AgentLine> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`The agent ended before it printed a line of type ${type}`);
      const line = JSON.parse(value) as AgentLine;
      // What came of tools are user lines too; only the replayed message is looked for.
      if (line.type === type && (type !== 'user' || line['isReplay'])) return line;
    }
  };
  return { child, next };
}

const readPid = (folder: string) =>
  until(() => (readdirSync(folder).includes('pid') ? Number(readFileSync(join(folder, 'pid'), 'utf8')) : 0) || null, {
    what: 'the command to run',
  });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
