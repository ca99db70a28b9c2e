import { expectRun } from '../../../domain/coordination/expect-run.ts';
import { planRun } from '../../../domain/coordination/plan-run.ts';
import { readScenario } from '../../../domain/intake/read-scenario.ts';
import { scriptedAgent } from '../../../domain/sessions/agents/scripted-agent.ts';
import { simulatedAgent } from '../../../domain/sessions/agents/simulated-agent.ts';
import type { Infra } from '../../../infra/infra.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import type { PlannedRun } from '../say/plan.ts';
import type { Context } from '../terminal/context.ts';
import { modelsOf, withSettings, type Settings } from './run-settings.ts';

/** Finds out everything about a run before anything is touched. The store is opened last, when nothing can be refused any more. */
export async function planFromFlags(
  { cwd, environment, open }: Context,
  given: Settings & { graph: string; base?: string | undefined; simulate?: string | undefined },
): Promise<Result<{ infra: Infra; plan: PlannedRun }>> {
  const scenario = given.simulate === undefined ? null : readScenario({ path: given.simulate, from: cwd });
  if (scenario && !scenario.ok) return scenario;
  const planned = await planRun(
    { environment },
    {
      from: cwd,
      source: { path: given.graph, from: cwd },
      base: given.base,
      agent: scenario ? scriptedAgent() : undefined,
      adjust: (config) => withSettings(config, given),
    },
  );
  if (!planned.ok) return planned;
  const infra = await open();
  if (!infra.ok) return infra;
  const { graph, repository, config } = planned.value;
  const expectation = expectRun(infra.value, { graph, repository, slots: config.slots });
  const agent = scenario ? simulatedAgent({ home: infra.value.home, scenario: scenario.value }) : planned.value.agent;
  return ok({ infra: infra.value, plan: { ...planned.value, agent, models: (task) => modelsOf(config, task), expectation } });
}
