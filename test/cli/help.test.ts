import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../mcp-server/api/cli/main.ts';
import { commands } from '../../mcp-server/api/cli/program.ts';
import { runFanout } from '../support/run-fanout.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const openInfra = (): never => {
  throw new Error('Help needs no store');
};

/** What a command line prints on stdout, asked in this process. */
async function ask(...argv: string[]): Promise<string> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  expect(await runCommandLine({ argv, openInfra, stdin, stdout, stderr })).toBe(0);
  stdout.end();
  return text(stdout);
}

describe('Help', () => {
  it('shows the shape of a first session, every command and what the exit codes mean', async () => {
    await expect(await ask('--help')).toMatchFileSnapshot('help/fanout.txt');
  });

  it('is what the program prints when nothing is asked of it', async () => {
    const folder = temporaryFolder();
    const { stdout, exitCode } = await runFanout([], { cwd: folder, home: folder });
    expect(stdout).toBe(await ask('--help'));
    expect(exitCode).toBe(0);
  });

  it.for(commands.map(({ syntax }) => syntax.split(' ')[0] ?? ''))('teaches %s by example', async (name) => {
    await expect(await ask(name, '--help')).toMatchFileSnapshot(`help/${name}.txt`);
  });

  it('names only commands that there are', () => {
    const names = new Set(commands.map(({ syntax }) => syntax.split(' ')[0]));
    expect(commands.flatMap(({ related }) => related).filter((name) => !names.has(name))).toEqual([]);
  });

  it('prints the version', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
    expect(await ask('--version')).toBe(`${version}\n`);
  });
});
