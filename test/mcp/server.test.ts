import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tools } from '../../mcp-server/api/tools/index.ts';
import { scrubEnvironment } from '../../mcp-server/infra/process/scrub.ts';
import { writeLesson } from '../../mcp-server/domain/lessons/write-lesson.ts';
import { makeInfra } from '../support/infra.ts';
import { makeLesson } from '../support/lesson.ts';
import { connectMcp } from '../support/mcp-client.ts';
import { makeRepository } from '../support/repository.ts';
import { mainFile } from '../support/run-fanout.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { valueOf } from '../support/value-of.ts';

const graph = 'title: Two\ntasks: [{ key: a, spec: Do a. }, { key: b, spec: Do b., dependsOn: [a] }]';

async function connect() {
  const sample = makeRepository();
  onTestFinished(() => sample.dispose());
  return { sample, ...(await connectMcp({ cwd: sample.path, folder: temporaryFolder() })) };
}

/** A bare server, spoken to line by line. */
function startBare() {
  const home = temporaryFolder();
  const child = spawn(process.execPath, [mainFile, 'mcp'], {
    cwd: home,
    env: { ...scrubEnvironment(process.env), HOME: home, FANOUT_HOME: join(home, 'state') },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  const waiting: ((line: string) => void)[] = [];
  const ready: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      const next = waiting.shift();
      if (next) next(line);
      else ready.push(line);
    }
  });
  const read = () =>
    new Promise<Record<string, unknown>>((resolve) => {
      const take = (line: string) => resolve(JSON.parse(line) as Record<string, unknown>);
      const line = ready.shift();
      if (line === undefined) waiting.push(take);
      else take(line);
    });
  return { child, write: (line: string) => void child.stdin.write(`${line}\n`), read };
}

describe('the MCP server', () => {
  it('lists every tool with annotations and schemas, and resources by template', async () => {
    const { client } = await connect();
    const listed = await client.listTools();
    expect(listed.tools.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
    expect(listed.tools.find(({ name }) => name === 'run_status')?.annotations).toMatchObject({ readOnlyHint: true });
    expect(listed.tools.find(({ name }) => name === 'worktree_remove')?.annotations).toMatchObject({ destructiveHint: true });
    expect((await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'fanout://runs/{run}',
      'fanout://sessions/{session}/transcript',
      'fanout://lessons/{lesson}',
    ]);
    expect(client.getInstructions()?.length).toBeLessThan(2048);
  });

  it('has a resource for each lesson of the branch that is checked out', async () => {
    const { client, sample } = await connect();
    const infra = makeInfra();
    onTestFinished(() => infra.dispose());
    const target = 'refs/heads/main';
    valueOf(await writeLesson(infra, { repository: sample.repository, target, lesson: makeLesson(), proven: null }));
    const listed = (await client.listResources()).resources.filter(({ uri }) => uri.startsWith('fanout://lessons/'));
    expect(listed).toMatchObject([{ title: 'Add numbers with `+`: text is joined by it. (probation)' }]);
    const [content] = (await client.readResource({ uri: listed[0]?.uri ?? '' })).contents;
    expect(JSON.parse(content && 'text' in content ? content.text : '')).toMatchObject({
      state: 'probation',
      provenance: { task: 'sum' },
      events: [{ kind: 'admitted' }],
    });
    await expect(client.readResource({ uri: 'fanout://lessons/0000' })).rejects.toThrow(/There is no resource/);
  });

  it('answers a plan as facts, and in a sentence for people', async () => {
    const { call } = await connect();
    const { facts, text } = await call('run_plan', { graph });
    expect(facts).toMatchObject({
      title: 'Two',
      tasks: [
        { key: 'a', wave: 1 },
        { key: 'b', wave: 2, dependsOn: ['a'] },
      ],
    });
    expect(text).toMatch(/^Two: 2 tasks, about \d+ minutes/);
  });

  it('refuses a bad graph with the place and touches nothing', async () => {
    const { call, sample } = await connect();
    const { isError, text } = await call('run_start', { graph: 'tasks: [{ key: a, spec: Do a., dependsOn: [a] }]' });
    expect({ isError, text }).toMatchObject({ isError: true, text: expect.stringMatching(/graph:1:\d+ /) });
    expect(sample.git(['for-each-ref', '--format=%(refname)'])).toBe('refs/heads/main');
    expect((await call('run_status')).text).toContain('There is no run yet');
  });

  it('names the argument that is wrong and the one that was meant', async () => {
    const { call } = await connect();
    const { isError, text } = await call('session_wait', { session: 'x', secnds: 1 });
    expect(isError).toBe(true);
    expect(text).toMatch(/session must be the id of a session/);
    expect(text).toMatch(/Did you mean "seconds"/);
  });

  it('says of an unknown tool which one is near', async () => {
    const { call } = await connect();
    await expect(call('worktree_creat')).rejects.toThrow(/Did you mean worktree_create/);
  });

  it('leases ports to a folder, lists them and takes them back', async () => {
    const { call, sample } = await connect();
    const { facts } = await call('port_lease', { owner: sample.path, names: ['web', 'api'] });
    expect(facts).toMatchObject({ ports: [{ name: 'web' }, { name: 'api' }] });
    expect((await call('port_list')).facts).toMatchObject({ ports: [{ owner: sample.path }, { owner: sample.path }] });
    expect((await call('port_release', { owner: sample.path })).facts).toMatchObject({ released: 2 });
    expect((await call('port_list')).facts).toEqual({ ports: [] });
  });

  it('ends with its input, and at once', async () => {
    const { child, write, read } = startBare();
    write(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }));
    await read();
    const started = performance.now();
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('answers 10,000 malformed messages, each within a second', async () => {
    const { write, read } = startBare();
    write(JSON.stringify({ jsonrpc: '2.0', id: 'warm', method: 'tools/call', params: { name: 'port_list' } }));
    await read();
    const malformed = [
      (id: number) => JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call' }),
      (id: number) => JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'run_wait', arguments: [] } }),
      (id: number) =>
        JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'run_wait', arguments: { run: id } } }),
      (id: number) => JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'no such tool' } }),
      (id: number) =>
        JSON.stringify({
          jsonrpc: '2.0',
          id,
          method: 'tools/call',
          params: { name: 'port_list', arguments: { x: 'x'.repeat(5000) } },
        }),
      (id: number) => JSON.stringify({ jsonrpc: '2.0', id, method: 'no/such', params: 7 }),
      (id: number) => JSON.stringify({ jsonrpc: '1.0', id, method: 'ping' }),
      (id: number) => JSON.stringify({ id, method: 'ping' }),
      () => '{ "jsonrpc": "2.0", "id": ',
      () => '[]',
      () => 'null',
      (id: number) =>
        `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"run_plan","arguments":{"__proto__":{"graph":"x"}}}}`,
    ];
    let slowest = 0;
    for (let index = 0; index < 10_000; index += 1) {
      const started = performance.now();
      write((malformed[index % malformed.length] ?? malformed[0])?.(index) ?? '');
      const answer = await read();
      slowest = Math.max(slowest, performance.now() - started);
      expect(answer).toSatisfy(
        (one: Record<string, unknown>) => 'error' in one || (one['result'] as { isError?: boolean }).isError === true,
      );
    }
    expect(slowest).toBeLessThan(1000);
  });
});
