import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { oldNode } from '../support/old-node.ts';
import { mainFile } from '../support/run-fanout.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = resolve(import.meta.dirname, '../..');
/** A copy of what starts fanout without any package installed, as a failed install leaves it. */
function copyWithoutPackages(): string {
  const folder = temporaryFolder();
  for (const path of ['mcp-server', 'plugin.json', 'package.json'])
    cpSync(join(root, path), join(folder, path), { recursive: true });
  return join(folder, 'mcp-server/main.mjs');
}

async function connect(command: string, main: string) {
  const client = new Client({ name: 'a test', version: '1' });
  const home = temporaryFolder();
  await client.connect(
    new StdioClientTransport({
      command,
      args: [main, 'mcp'],
      env: { PATH: process.env['PATH'] ?? '', HOME: home },
      stderr: 'ignore',
    }),
  );
  onTestFinished(() => client.close());
  return client;
}

describe.each([
  ['on a Node that is too old', oldNode, () => mainFile, /needs Node 22\.18 or newer/, /Put a newer node first on PATH/],
  [
    'without its packages',
    () => process.execPath,
    copyWithoutPackages,
    /A package that fanout needs is not installed/,
    /npm ci --ignore-scripts --workspaces=false/,
  ],
])('%s', (_, node, main, problem, mend) => {
  it('the MCP server connects and says what is wrong and how to mend it', async () => {
    const client = await connect(node(), main());
    expect(client.getInstructions()).toMatch(problem);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['doctor']);
    const { structuredContent } = await client.callTool({ name: 'doctor' });
    expect(structuredContent).toMatchObject({
      ok: false,
      problem: expect.stringMatching(problem),
      mend: expect.stringMatching(mend),
    });
    await expect(client.listResources()).rejects.toThrow(/cannot start, so it has no resources\/list/);
  });

  it.each(['run graph.yaml', 'supervise', 'status'])('`fanout %s` refuses in one sentence', (words) => {
    const { status, stdout, stderr } = spawnSync(node(), [main(), ...words.split(' ')], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({ status: 3, stdout: '', lines: 1 });
    expect(stderr).toMatch(problem);
    expect(stderr).toMatch(mend);
  });
});

describe('bin/fanout', () => {
  const launcher = join(root, 'bin/fanout');

  it('starts fanout through links to links', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'bin'));
    symlinkSync(launcher, join(folder, 'first'));
    symlinkSync('../first', join(folder, 'bin/fanout'));
    const { status, stdout } = spawnSync(join(folder, 'bin/fanout'), ['--version'], { encoding: 'utf8' });
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  });

  it('says so when there is no node', () => {
    const { status, stderr } = spawnSync('/bin/sh', [launcher, 'status'], { encoding: 'utf8', env: { PATH: temporaryFolder() } });
    expect({ status, stderr }).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/^fanout needs Node 22\.18 or newer, and there is no node on PATH/),
    });
  });
});
