import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { decide } from '../../demo/model/decide.ts';
import type { TaskScript } from '../../demo/model/scripts/script.ts';
import type { Question } from '../../demo/model/wire/messages.ts';
import { hasSupervisor } from '../../mcp-server/domain/coordination/ensure-supervisor.ts';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import { claudeEnvironment, claudeProgram } from './claude.ts';
import { makeRepository, type TestRepository } from './repository.ts';
import { serveScript, use, type Asked, type Move, type Script, type ScriptedModel } from './scripted-model.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

/** What a session of the real Claude Code came to. */
export interface Said {
  result: string;
  session: string;
  refused: string[];
  /** The tools that the model used, in order. */
  used: string[];
  /** State of fanout's MCP server, by the client's own words. */
  server: string | undefined;
}

/** A person at a repository, with the real Claude Code, a home of its own and a model that plays by script. */
export interface Person {
  sample: TestRepository;
  model: ScriptedModel;
  folder: string;
  /** The state folder of fanout. */
  state: string;
  environment: Record<string, string>;
  /** Says something to Claude Code in `-p`, and answers what came of it. */
  say(words: string, options?: { resume?: string; args?: string[]; environment?: Record<string, string> }): Promise<Said>;
}

/** The repository of the plugin, as `--plugin-dir` and marketplaces take it. */
export const pluginFolder = resolve(import.meta.dirname, '../..');

const files = {
  'package.json': '{ "name": "sample", "private": true, "scripts": { "test": "sh test/all.sh" } }\n',
  'src/list.txt': 'first\n',
  'test/all.sh': 'test -s src/list.txt\n',
  'README.md': '# sample\n',
  'graph.yaml':
    'title: Two\ntasks:\n  - { key: one, spec: Add src/one.txt. }\n  - { key: two, spec: Add src/two.txt., dependsOn: [one] }\n',
};

/**
 * Sits a person down. `script` plays the person's own session, and `scripts` the sessions of runs that it starts. Everything is
 * gone when the test is over, a supervisor too.
 */
export async function seatPerson(script: Script, { scripts = [] }: { scripts?: TaskScript[] } = {}): Promise<Person> {
  const folder = temporaryFolder();
  const sample = makeRepository({ files });
  const model = await serveScript((asked) =>
    asked.everything.includes('fanout: run=') ? decide(asked.body as unknown as Question, scripts) : script(asked),
  );
  const state = join(folder, 'state');
  const environment = { ...claudeEnvironment({ folder, url: model.url }), FANOUT_HOME: state, FANOUT_IDLE_MS: '300' };
  onTestFinished(async () => {
    await until(() => !hasSupervisor({ home: state }), { what: 'the supervisor to leave', patienceMs: 60_000 });
    await model.close();
    sample.dispose();
  });
  return {
    sample,
    model,
    folder,
    state,
    environment,
    say: async (words, { resume, args = ['--plugin-dir', pluginFolder], environment: more = {} } = {}) => {
      const done = await exec({
        command: claudeProgram,
        args: ['-p', words, '--output-format', 'stream-json', '--verbose', ...(resume ? ['--resume', resume] : []), ...args],
        cwd: sample.path,
        environment: { ...environment, ...more },
        timeoutMs: 120_000,
      });
      if (done.exitCode !== 0) throw new Error(`${done.stdout}\n${done.stderr}`);
      return read(done.stdout);
    },
  };
}

interface Line {
  type: string;
  subtype?: string;
  result?: string;
  session_id?: string;
  permission_denials?: { tool_name: string }[];
  mcp_servers?: { name: string; status: string }[];
  message?: { content: { type: string; name?: string }[] | string };
}

function read(stdout: string): Said {
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const last = lines.at(-1);
  const blocks = lines.flatMap(({ type, message }) =>
    type === 'assistant' && Array.isArray(message?.content) ? message.content : [],
  );
  const servers = lines.find(({ subtype }) => subtype === 'init')?.mcp_servers ?? [];
  return {
    result: last?.result ?? '',
    session: last?.session_id ?? '',
    refused: (last?.permission_denials ?? []).map(({ tool_name: name }) => name),
    used: blocks.flatMap(({ name }) => name ?? []),
    server: servers.find(({ name }) => name.includes('fanout'))?.status,
  };
}

/** Uses a tool of the plugin: Claude Code holds tools back until the model looks for them. */
export function useTool({ tools }: Asked, name: string, input: Record<string, unknown>): Move {
  const whole = `mcp__plugin_fanout_fanout__${name}`;
  return tools.includes(whole) ? use(whole, input) : use('ToolSearch', { query: `select:${whole}`, max_results: 3 });
}
