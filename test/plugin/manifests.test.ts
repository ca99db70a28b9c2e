import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tools } from '../../mcp-server/api/tools/index.ts';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import { claudeProgram } from '../support/claude.ts';
import { pluginFolder } from '../support/person.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const text = (path: string): string => readFileSync(join(pluginFolder, path), 'utf8');
const json = (path: string) => JSON.parse(text(path)) as Record<string, unknown>;

/** All pages that a model reads. */
const pages = [
  ...readdirSync(join(pluginFolder, 'commands')).map((name) => `commands/${name}`),
  ...readdirSync(join(pluginFolder, 'skills')).map((name) => `skills/${name}/SKILL.md`),
];

describe('the manifests', () => {
  it('are one: the root one is what people read, the other what Claude Code reads', () => {
    expect(text('.claude-plugin/plugin.json')).toBe(text('plugin.json'));
  });

  it('have the version and the words of package.json', () => {
    const { name, version, description, license } = json('package.json');
    expect(json('plugin.json')).toMatchObject({ name, version, description, license });
    expect(json('.claude-plugin/marketplace.json')).toMatchObject({ plugins: [{ name, description, source: './' }] });
  });

  it.each(['.', '.claude-plugin/marketplace.json'])('pass `claude plugin validate --strict %s`', async (path) => {
    const { exitCode, stdout, stderr } = await exec({
      command: claudeProgram,
      args: ['plugin', 'validate', '--strict', path],
      cwd: pluginFolder,
      environment: { PATH: process.env['PATH'] ?? '', HOME: temporaryFolder() },
      timeoutMs: 60_000,
    });
    expect(exitCode, `${stdout}${stderr}`).toBe(0);
  });
});

describe.each(pages)('%s', (path) => {
  const [, front = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(text(path)) ?? [];

  it('says in its head what it is for, briefly', () => {
    const [, description = ''] = /^description: (.+)$/m.exec(front) ?? [];
    expect(description.length).toBeGreaterThan(20);
    expect(description.length).toBeLessThan(250);
    expect(Buffer.byteLength(body)).toBeLessThan(5000);
  });

  it('names only tools that there are', () => {
    const names = new Set(tools.map(({ name }) => name));
    const named = [
      ...`${front}\n${body}`.matchAll(
        /mcp__plugin_fanout_fanout__(\w+)|`((?:run|task|worktree|port|session|check|review|merge)_[a-z]+)`/g,
      ),
    ];
    expect(named.map(([, whole, bare]) => whole ?? bare).filter((name) => !names.has(name ?? ''))).toEqual([]);
  });
});
