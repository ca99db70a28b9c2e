import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runSupervisor } from '../../mcp-server/domain/coordination/supervisor.ts';
import { submitRun } from '../../mcp-server/domain/coordination/submit-run.ts';
import { readEvents, readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import type { RunView } from '../../mcp-server/domain/coordination/work/view.ts';
import { simulatedAgent, type Scenario } from '../../mcp-server/domain/sessions/agents/simulated-agent.ts';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { defaultConfig, type Config } from '../../mcp-server/kernel/config.ts';
import type { Recorded } from '../../mcp-server/kernel/event.ts';
import type { Graph } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from './infra.ts';
import { makeRepository, type TestRepository } from './repository.ts';
import { valueOf } from './value-of.ts';

/** What came of a simulated run. */
export interface SimulatedRun {
  view: RunView;
  events: Recorded[];
  /** Processes that stand in the repository's folders after the run. */
  left: number;
  sample: TestRepository;
  infra: Infra;
}

/**
 * Carries a whole run out in this process, with real git, worktrees and sessions whose agent behaves as the scenario says.
 * `look` sees the run while it is on its way, and everything before it is removed.
 */
export async function simulateRun<T>(
  {
    graph,
    config = {},
    scenario = {},
    during,
  }: {
    graph: Graph;
    config?: Partial<Config>;
    scenario?: Partial<Scenario>;
    during?: (infra: Infra, run: RunView['run']) => Promise<void>;
  },
  look: (run: SimulatedRun) => T | Promise<T>,
): Promise<T> {
  const sample = makeRepository({ files: { 'README.md': '# sample\n' } });
  const home = join(sample.folder, 'home');
  mkdirSync(home);
  const infra = makeInfra({ PATH: process.env['PATH'], HOME: home });
  try {
    const agent = simulatedAgent({ home: infra.home, scenario: { rules: [], turnUsd: 0.01, turnMs: 0, ...scenario } });
    const { run } = valueOf(
      await submitRun(infra, {
        from: sample.path,
        graph,
        config: { ...defaultConfig, checks: [], lessons: false, ...config },
        agent,
      }),
    );
    await Promise.all([runSupervisor(infra, { idleMs: 0 }), during?.(infra, run)]);
    return await look({
      view: valueOf(readRun(infra, { run })),
      events: readEvents(infra, { run, after: 0 }),
      left: findProcesses({ directory: sample.folder }).length + findProcesses({ token: `FANOUT_RUN=${run}` }).length,
      sample,
      infra,
    });
  } finally {
    infra.dispose();
    sample.dispose();
  }
}
