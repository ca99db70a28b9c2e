import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { serveDecisions, serveModel, type Decide } from '../../demo/model/serve.ts';
import type { TaskScript } from '../../demo/model/scripts/script.ts';
import { ensureSupervisor } from '../../mcp-server/domain/coordination/ensure-supervisor.ts';
import { followRun } from '../../mcp-server/domain/coordination/follow-run.ts';
import { submitRun } from '../../mcp-server/domain/coordination/submit-run.ts';
import type { RunView } from '../../mcp-server/domain/coordination/work/view.ts';
import { scriptedAgent } from '../../mcp-server/domain/sessions/agents/scripted-agent.ts';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { defaultConfig, type Config } from '../../mcp-server/kernel/config.ts';
import type { Agent } from '../../mcp-server/kernel/event.ts';
import type { Graph, RunId } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from './infra.ts';
import { makeRepository, type TestRepository } from './repository.ts';
import { until } from './until.ts';
import { valueOf } from './value-of.ts';

/** A whole fanout over a small repository: real git, processes and sessions of the scripted agent, which a scripted model plays. */
export interface Fleet {
  infra: Infra;
  sample: TestRepository;
  submit(graph: Graph, config?: Partial<Config>): Promise<RunId>;
  /** Follows a run to its end, for two minutes unless said otherwise. */
  finish(run: RunId, patienceMs?: number): Promise<RunView>;
  /** Process ids of the supervisors that live. */
  supervisors(): number[];
  /** Ends all that still lives and removes every folder. Answers how many sessions and supervisors it had to end. */
  dispose(): Promise<number>;
}

// Tests wait for the supervisor to leave by itself, so it need not linger.
const idleMs = '300';

/**
 * Makes a fleet whose model knows these scripts, or decides by a function. Its sessions are those of `agent`; `variables` come
 * on top of its environment.
 */
export async function makeFleet({
  scripts = [],
  decide,
  agent = scriptedAgent(),
  variables = {},
}: {
  scripts?: TaskScript[];
  decide?: Decide;
  agent?: Agent;
  variables?: Record<string, string>;
}): Promise<Fleet> {
  const model = await (decide ? serveDecisions(decide) : serveModel({ scripts }));
  const sample = makeRepository({
    files: {
      'package.json': `${JSON.stringify({ name: 'sample', private: true, scripts: { test: 'sh test/all.sh' } }, null, 2)}\n`,
      'src/list.txt': 'first\nlast\n',
      'test/all.sh': 'test -s src/list.txt\n',
    },
  });
  const home = join(sample.folder, 'home');
  mkdirSync(home);
  // Only this fleet's processes carry the mark, so that no other test's are taken for them.
  const mark = `FANOUT_TEST=${sample.folder}`;
  const environment = {
    PATH: process.env['PATH'],
    HOME: home,
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'scripted',
    FANOUT_IDLE_MS: idleMs,
    FANOUT_TEST: sample.folder,
    ...variables,
  };
  const infra = makeInfra(environment);
  const supervisors = () => findProcesses({ token: mark }).map(({ pid }) => pid);
  return {
    infra,
    sample,
    submit: async (graph, config = {}) => {
      const wanted = { from: sample.path, graph, config: { ...defaultConfig, ...config }, agent };
      const { run } = valueOf(await submitRun(infra, wanted));
      valueOf(await ensureSupervisor(infra));
      return run;
    },
    finish: async (run, patienceMs = 120_000) => {
      let last: RunView | undefined;
      for await (const view of followRun(infra, { run, signal: AbortSignal.timeout(patienceMs) })) last = view;
      if (!last || (last.status !== 'finished' && last.status !== 'cancelled')) throw new Error(`Run ${run} did not end`);
      return last;
    },
    supervisors,
    dispose: async () => {
      // It lets go of its lock a moment before its process is gone.
      await until(() => supervisors().length === 0, { what: 'the supervisor to leave' }).catch(() => undefined);
      const alive = findProcesses({ directory: sample.folder });
      const left = [...supervisors(), ...alive.map(({ pid }) => pid)];
      for (const pid of left) if (existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGKILL');
      await model.close();
      infra.dispose();
      sample.dispose();
      return left.length;
    },
  };
}

/** A script whose builder adds a file of the task's name, and whose reviewer finds no fault. */
export const addsFile = (key: string): TaskScript => ({
  key,
  plan: { summary: `Adds ${key}.`, paths: [`src/${key}.txt`], steps: ['Write it.'], checks: ['npm test'], risks: [] },
  change: { edits: [], files: [{ path: `src/${key}.txt`, content: `${key}\n` }], message: `feat: ${key}` },
  praise: 'It adds the file that was asked for.',
});
