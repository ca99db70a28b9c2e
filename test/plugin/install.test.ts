import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exec, type Exited } from '../../mcp-server/infra/process/exec.ts';
import { claudeProgram } from '../support/claude.ts';
import { oldNode } from '../support/old-node.ts';
import { pluginFolder, seatPerson, useTool, type Person } from '../support/person.ts';
import { say, type Script } from '../support/scripted-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Asks the doctor where the person says so, and else where things stand. */
const asker: Script = (asked) => {
  const { latest, everything } = asked;
  // An older client knows no ToolSearch, and asks the model before the server has connected.
  if (latest.includes('tool_result') && !/tool_reference|No such tool available: ToolSearch/.test(latest)) return [say('asked')];
  return [useTool(asked, everything.includes('use the doctor') ? 'doctor' : 'run_status', {})];
};

// Nothing listens there: neither an install nor a start may need the registry or anything else that is far away.
const nowhere = 'http://127.0.0.1:9/';
const noNetwork = { HTTPS_PROXY: nowhere, HTTP_PROXY: nowhere, NO_PROXY: '127.0.0.1', npm_config_registry: nowhere };

/** A person whose machine reaches nothing but the scripted model and files. */
const seat = async (): Promise<Person> => {
  const person = await seatPerson(asker);
  Object.assign(person.environment, noNetwork);
  return person;
};

async function run(person: Person, command: string, args: string[]): Promise<Exited> {
  const done = await exec({ command, args, cwd: person.sample.path, environment: person.environment, timeoutMs: 180_000 });
  expect(done.exitCode, `${done.stdout}${done.stderr}`).toBe(0);
  return done;
}

async function install(person: Person, { marketplace, name }: { marketplace: string; name: string }): Promise<void> {
  await run(person, claudeProgram, ['plugin', 'marketplace', 'add', marketplace]);
  await run(person, claudeProgram, ['plugin', 'install', `fanout@${name}`]);
}

const allowed = { args: ['--allowedTools', 'mcp__plugin_fanout_fanout'] };
const heard = (person: Person): string => person.model.asked.at(-1)?.latest ?? '';

/** The first session after the install has the server, whose tools answer. */
async function expectTools(person: Person): Promise<void> {
  expect(await person.say('/fanout:status', allowed)).toMatchObject({ result: 'asked', refused: [] });
  expect(heard(person)).toContain('There is no run yet');
  expect(await person.say('use the doctor', allowed)).toMatchObject({ result: 'asked', refused: [] });
  expect(heard(person)).toMatch(/every checksum fits/);
}

describe('the plugin installed in a fresh home, without a network', { timeout: 300_000 }, () => {
  it('from a marketplace folder works in the first session', async () => {
    const person = await seat();
    const folder = join(temporaryFolder(), 'fanout');
    await run(person, 'git', ['clone', '--quiet', pluginFolder, folder]);
    await install(person, { marketplace: folder, name: 'fanout' });
    await expectTools(person);
  });

  it('from a git clone works in the first session, from the command line, and again after a Node that was too old', async () => {
    const person = await seat();
    await install(person, { marketplace: makeMarketplace(), name: 'cloned' });
    await expectTools(person);

    const installed = installedCopy(person);
    const { stdout } = await run(person, join(installed, 'bin/fanout'), ['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);

    const environment = { PATH: `${dirname(oldNode())}:/usr/bin:/bin` };
    expect(await person.say('use the doctor', { ...allowed, environment })).toMatchObject({ result: 'asked', refused: [] });
    expect(heard(person)).toMatch(/fanout needs Node 22\.18 or newer.*Put a newer node first on PATH/s);
    // A server that answered, even if only to say what is wrong, is started again by the next session.
    expect(await person.say('/fanout:status', allowed)).toMatchObject({ result: 'asked' });
    expect(heard(person)).toContain('There is no run yet');
  });

  it('on a platform that no SQLite is brought for says how to install it', async () => {
    const person = await seat();
    await install(person, { marketplace: makeMarketplace(), name: 'cloned' });
    const installed = installedCopy(person);
    // What a machine with another C library or processor finds there.
    rmSync(join(installed, 'dist/native'), { recursive: true });
    expect(await person.say('/fanout:status', allowed)).toMatchObject({ result: 'asked' });
    expect(heard(person)).toContain(`Run \`npm ci --ignore-scripts --workspaces=false\` in ${installed},`);
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

/** The folder that Claude Code copied the plugin to; no packages are in it. */
function installedCopy({ environment }: Person): string {
  const cache = join(environment['HOME'] ?? '', '.claude/plugins/cache/cloned/fanout');
  const [manifest = ''] = globSync('*/plugin.json', { cwd: cache });
  expect(globSync('*/node_modules', { cwd: cache })).toEqual([]);
  return join(cache, dirname(manifest));
}
