import { expectRun } from '../../../domain/coordination/expect-run.ts';
import { loadConfig } from '../../../domain/intake/load-config.ts';
import { readGraph } from '../../../domain/intake/read-graph.ts';
import { findClaude } from '../../../domain/sessions/agents/find-claude.ts';
import { detectChecks } from '../../../domain/workspaces/detect-checks.ts';
import { detectSetup } from '../../../domain/workspaces/detect-setup.ts';
import { currentBranch } from '../../../infra/git/current-branch.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import { resolveCommit } from '../../../infra/git/resolve-commit.ts';
import type { Infra } from '../../../infra/infra.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import type { PlannedRun } from '../say/plan.ts';
import type { Context } from '../terminal/context.ts';
import { modelsOf, withSettings, type Settings } from './run-settings.ts';

/** Finds out everything about a run before anything is touched. The store is opened last, when nothing can be refused any more. */
export async function planRun(
  { cwd, environment, open }: Context,
  given: Settings & { graph: string; base?: string | undefined },
): Promise<Result<{ infra: Infra; plan: PlannedRun }>> {
  const graph = readGraph({ path: given.graph, from: cwd });
  if (!graph.ok) return graph;
  const repository = await findRepository(cwd);
  if (!repository.ok) return repository;
  const read = loadConfig({ repository: repository.value });
  if (!read.ok) return read;
  const config = withSettings(read.value, given);
  const wanted = given.base ?? config.base;
  const commit = await resolveCommit({ repository: repository.value, from: cwd, revision: wanted ?? 'HEAD' });
  if (!commit.ok) return commit;
  const agent = await findClaude(environment, config.claude);
  if (!agent.ok) return agent;
  const infra = await open();
  if (!infra.ok) return infra;
  const top = repository.value.mainWorktree ?? cwd;
  const plan: PlannedRun = {
    graph: graph.value,
    config,
    repository: repository.value,
    agent: agent.value,
    base: { name: wanted ?? (await currentBranch(cwd)) ?? 'HEAD', commit: commit.value, wanted },
    setup: config.setup === false ? null : (config.setup ?? detectSetup(top)),
    checks: config.checks ?? detectChecks(top),
    models: (task) => modelsOf(config, task),
    expectation: expectRun(infra.value, { graph: graph.value, repository: repository.value, slots: config.slots }),
  };
  return ok({ infra: infra.value, plan });
}
