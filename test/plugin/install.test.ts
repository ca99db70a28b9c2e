import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import { newcomerEnvironment } from '../install/clean-clone.ts';
import { claudeProgram } from '../support/claude.ts';
import { oldNode } from '../support/old-node.ts';
import { pluginFolder, seatPerson, useTool, type Person } from '../support/person.ts';
import { say, type Script } from '../support/scripted-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Asks where things stand, or whatever tool the server has. */
const asker: Script = (asked) => {
  const { latest, everything } = asked;
  if (latest.includes('tool_result') && !latest.includes('tool_reference')) return [say('asked')];
  return [useTool(asked, everything.includes('use the doctor') ? 'doctor' : 'run_status', {})];
};

/** Runs a program in the person's home, with the way to the registry that this machine has. */
async function run(person: Person, { command, args, cwd }: { command: string; args: string[]; cwd: string }): Promise<void> {
  const environment = { ...(await newcomerEnvironment(temporaryFolder())), ...person.environment };
  const { exitCode, stdout, stderr } = await exec({ command, args, cwd, environment, timeoutMs: 180_000 });
  expect(exitCode, `${stdout}${stderr}`).toBe(0);
}

const plugin = (person: Person, args: string[]): Promise<void> =>
  run(person, { command: claudeProgram, args: ['plugin', ...args], cwd: person.sample.path });

const allowed = { args: ['--allowedTools', 'mcp__plugin_fanout_fanout'] };

describe('the plugin installed in a fresh home', { timeout: 300_000 }, () => {
  it('from a marketplace folder has its server connected in the first session', async () => {
    const person = await seatPerson(asker);
    await plugin(person, ['marketplace', 'add', pluginFolder]);
    await plugin(person, ['install', 'fanout@fanout']);
    const said = await person.say('/fanout:status', allowed);
    expect(said).toMatchObject({ result: 'asked', refused: [] });
    expect(person.model.asked.at(-1)?.latest).toContain('There is no run yet');
  });

  it('from a git clone says in the first session what is missing, works once that is mended, and says so under an old Node', async () => {
    const person = await seatPerson(asker);
    await plugin(person, ['marketplace', 'add', makeMarketplace()]);
    await plugin(person, ['install', 'fanout@cloned']);
    // Claude Code installs no packages from a lock file with workspaces, so the server's own advice has to be enough.
    const advised = await person.say('use the doctor', allowed);
    expect(advised).toMatchObject({ result: 'asked', refused: [] });
    const [, command = '', folder = ''] =
      /Run `(npm ci [^`]+)` in (\S+), then/.exec(person.model.asked.at(-1)?.latest ?? '') ?? [];
    expect(folder).toContain('/.claude/plugins/cache/cloned/fanout/');
    await run(person, { command: 'sh', args: ['-c', command], cwd: folder });

    expect(await person.say('/fanout:status', allowed)).toMatchObject({ result: 'asked', refused: [] });
    expect(person.model.asked.at(-1)?.latest).toContain('There is no run yet');

    const environment = { PATH: `${dirname(oldNode())}:/usr/bin:/bin` };
    expect(await person.say('use the doctor', { ...allowed, environment })).toMatchObject({ result: 'asked', refused: [] });
    expect(person.model.asked.at(-1)?.latest).toMatch(/fanout needs Node 22\.18 or newer.*Put a newer node first on PATH/s);
    // A server that answered, even if only to say what is wrong, is started again by the next session.
    expect(await person.say('/fanout:status', allowed)).toMatchObject({ result: 'asked' });
    expect(person.model.asked.at(-1)?.latest).toContain('There is no run yet');
  });
});

/** A marketplace that offers what is committed here by its git address. */
function makeMarketplace(): string {
  const folder = join(temporaryFolder(), 'marketplace');
  mkdirSync(join(folder, '.claude-plugin'), { recursive: true });
  const source = { source: 'url', url: `file://${pluginFolder}` };
  const marketplace = { name: 'cloned', owner: { name: 'a test' }, plugins: [{ name: 'fanout', source }] };
  writeFileSync(join(folder, '.claude-plugin/marketplace.json'), JSON.stringify(marketplace));
  return folder;
}
