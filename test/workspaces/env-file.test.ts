import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { writeEnvBlock } from '../../mcp-server/domain/workspaces/environment/env-file.ts';
import { parseEnv } from '../../mcp-server/domain/workspaces/environment/parse-env.ts';
import { giveBack } from '../../mcp-server/domain/workspaces/give-back.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';

function sampleParts(files: Record<string, string>) {
  const sample = makeRepository({ files });
  onTestFinished(sample.dispose);
  const infra = makeInfra({ PATH: process.env['PATH'] });
  onTestFinished(infra.dispose);
  const create = async (config = {}) =>
    valueOf(await createWorkspace(infra, wantedWorkspace(infra, { ...sample, source: sample.path, config })));
  return { sample, infra, create };
}

test('the copied .env gets the ports and values of the workspace, for its owner alone, and git does not see it', async () => {
  const { sample, create } = sampleParts({ '.worktreeinclude': '.env\n', '.gitignore': '.env\n' });
  writeFileSync(join(sample.path, '.env'), 'PORT=3000\nAPI_KEY="a b"', { mode: 0o644 });
  const { path, ports } = await create({ environment: { API_URL: 'http://localhost:${PORT_WEB}/' } });
  const values = parseEnv(readFileSync(join(path, '.env'), 'utf8'));
  expect(Object.fromEntries(values)).toMatchObject({
    PORT: String(ports[0]?.port),
    PORT_WEB: String(ports[0]?.port),
    API_KEY: 'a b',
    API_URL: `http://localhost:${ports[0]?.port}/`,
  });
  expect(statSync(join(path, '.env')).mode & 0o777).toBe(0o600);
  expect(sample.git(['status', '--porcelain'], { cwd: path })).toBe('');
  expect(readFileSync(join(sample.path, '.env'), 'utf8')).toBe('PORT=3000\nAPI_KEY="a b"');
});

test('a .env that no rule ignores is kept out of git by info/exclude, once', async () => {
  const { sample, create } = sampleParts({ 'a.txt': 'a\n' });
  writeFileSync(join(sample.path, '.env'), 'PORT=3000\n');
  const { path } = await create();
  expect(sample.git(['status', '--porcelain'], { cwd: path })).toBe('');
  expect(sample.git(['check-ignore', '--verbose', '.env'], { cwd: path })).toContain('info/exclude');
  await create();
  const exclude = readFileSync(join(sample.repository.commonDir, 'info/exclude'), 'utf8');
  expect(exclude.split('\n').filter((line) => line === '/.env')).toHaveLength(1);
});

test('a .env that git tracks stays as it is, and the values go to .env.local', async () => {
  const { sample, create } = sampleParts({ '.env': 'PORT=3000\n' });
  const { path, ports } = await create();
  expect(readFileSync(join(path, '.env'), 'utf8')).toBe('PORT=3000\n');
  expect(parseEnv(readFileSync(join(path, '.env.local'), 'utf8')).get('PORT')).toBe(String(ports[0]?.port));
  expect(sample.git(['status', '--porcelain'], { cwd: path })).toBe('');
});

test('each package of a monorepo gets the values in its own .env, with the port that is named like its folder', async () => {
  const { sample, create } = sampleParts({
    'packages/web/package.json': '{}\n',
    'packages/api/package.json': '{}\n',
    'packages/api/.env': 'PORT=4000\n',
    'packages/docs/package.json': '{}\n',
    '.gitignore': 'packages/web/.env\n',
    '.worktreeinclude': 'packages/web/.env\n',
  });
  writeFileSync(join(sample.path, 'packages/web/.env'), 'PORT=3000\nKEY=k\n');
  const { path, ports } = await create({ ports: ['main', 'web', 'api'] });
  const [main, web, api] = ports.map(({ port }) => String(port));
  const read = (name: string) => Object.fromEntries(parseEnv(readFileSync(join(path, name), 'utf8')));
  expect(read('packages/web/.env')).toMatchObject({ PORT: web, PORT_API: api, KEY: 'k' });
  expect(read('packages/api/.env')).toEqual({ PORT: '4000' });
  expect(read('packages/api/.env.local')).toMatchObject({ PORT: api, PORT_MAIN: main });
  expect(existsSync(join(path, '.env'))).toBe(false);
  expect(existsSync(join(path, 'packages/docs/.env'))).toBe(false);
  expect(sample.git(['status', '--porcelain'], { cwd: path })).toBe('');
});

test('a copied .env in a folder that git tracks nothing of gets the values, and loses them when they are given back', async () => {
  const { sample, infra, create } = sampleParts({ '.gitignore': 'local/\n', '.worktreeinclude': 'local/\n' });
  sample.write({ 'local/deep/.env': 'PORT=3000\nKEY=k\n', 'local/deep/notes.txt': 'notes\n' });
  const { path, ports } = await create();
  const file = join(path, 'local/deep/.env');
  expect(Object.fromEntries(parseEnv(readFileSync(file, 'utf8')))).toMatchObject({ PORT: String(ports[0]?.port), KEY: 'k' });
  valueOf(await giveBack(infra, { path }));
  expect(readFileSync(file, 'utf8')).toBe('PORT=3000\nKEY=k\n');
});

test('a repository without a .env gets none', async () => {
  const { sample, create } = sampleParts({ 'a.txt': 'a\n' });
  const { path } = await create();
  expect(sample.git(['status', '--porcelain', '--ignored'], { cwd: path })).toBe('');
});

test('a block is replaced when it is written again, and a link is not written through', () => {
  const folder = temporaryFolder();
  const outside = join(temporaryFolder(), 'theirs');
  writeFileSync(outside, 'A=1\n');
  symlinkSync(outside, join(folder, '.env'));
  writeEnvBlock({ folder, name: '.env', variables: { B: '2' } });
  writeEnvBlock({ folder, name: '.env', variables: { B: '3', C: 'x' } });
  expect(readFileSync(outside, 'utf8')).toBe('A=1\n');
  const text = readFileSync(join(folder, '.env'), 'utf8');
  expect(Object.fromEntries(parseEnv(text))).toEqual({ A: '1', B: '3', C: 'x' });
  expect(text.match(/>>> fanout/g)).toHaveLength(1);
});

test('values with spaces, quotes and signs come out of the file as they went in, also in a shell', () => {
  const folder = temporaryFolder();
  const variables = {
    URL: 'postgres://a:p%40ss@localhost:5432/db?x=1&y=2',
    SPACE: 'two words # no comment',
    MONEY: '$HOME costs `date`',
    EMPTY: '',
    BOTH: 'say "hello"',
  };
  writeEnvBlock({ folder, name: '.env', variables });
  const names = Object.keys(variables);
  const script = `set -a; . ./.env; ${names.map((name) => `printf '%s\\n' "$${name}"`).join('; ')}`;
  expect(execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' }).split('\n').slice(0, -1)).toEqual(
    Object.values(variables),
  );
  expect(Object.fromEntries(parseEnv(readFileSync(join(folder, '.env'), 'utf8')))).toEqual(variables);
});

test('what stands in a .env file is read as dotenv reads it', () => {
  const text = `# comment\nA=1\nexport B = two # comment\nC="a \\"b\\""\nD='x # y'\nA=last\nE="first\nsecond"\nF=\n`;
  expect(Object.fromEntries(parseEnv(text))).toEqual({
    A: 'last',
    B: 'two',
    C: 'a \\"b\\"',
    D: 'x # y',
    E: 'first\nsecond',
    F: '',
  });
});
