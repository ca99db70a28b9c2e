import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../mcp-server/api/cli/program.ts';
import { runFanout } from '../support/run-fanout.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'fanout-help-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const help = async (...args: string[]) => (await runFanout(args, { cwd: home, home })).stdout;

describe('Help', () => {
  it('shows the shape of a first session, every command and what the exit codes mean', async () => {
    const text = await help('--help');
    await expect(text).toMatchFileSnapshot('help/fanout.txt');
    expect(await help()).toBe(text);
  });

  it.for(commands.map(({ syntax }) => syntax.split(' ')[0] ?? ''))('teaches %s by example', async (name) => {
    await expect(await help(name, '--help')).toMatchFileSnapshot(`help/${name}.txt`);
  });

  it('names only commands that there are', () => {
    const names = new Set(commands.map(({ syntax }) => syntax.split(' ')[0]));
    expect(commands.flatMap(({ related }) => related).filter((name) => !names.has(name))).toEqual([]);
  });

  it('prints the version', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
    expect(await help('--version')).toBe(`${version}\n`);
  });
});
