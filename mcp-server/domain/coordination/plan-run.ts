import type { Config } from '../../kernel/config.ts';
import type { Agent } from '../../kernel/event.ts';
import type { Commit, Graph, Repository, RunId, TaskKey } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { currentBranch } from '../../infra/git/current-branch.ts';
import { findRepository } from '../../infra/git/find-repository.ts';
import { resolveCommit } from '../../infra/git/resolve-commit.ts';
import { topLevel } from '../../infra/git/top-level.ts';
import { withTopFiles } from '../../infra/git/with-top-files.ts';
import type { Infra } from '../../infra/infra.ts';
import { findClaude } from '../sessions/agents/find-claude.ts';
import type { Overlap } from '../overlaps/forecast.ts';
import { detectSetup } from '../workspaces/detect-setup.ts';
import { checkPath } from '../workspaces/guard-path.ts';
import { worktreePath } from '../workspaces/worktree-path.ts';
import { findUnreadConfig, loadConfig } from '../intake/load-config.ts';
import { readGraph, type GraphSource } from '../intake/read-graph.ts';
import { foretell } from './foretell.ts';
import { gatesOfRun } from './work/gates-of-run.ts';

/** Everything that a run would do, found out without touching anything. */
export interface RunPlan {
  graph: Graph;
  config: Config;
  repository: Repository;
  agent: Agent;
  /** `wanted` is what the person or the configuration named. */
  base: { name: string; commit: Commit; wanted: string | undefined };
  setup: string | null;
  checks: string[];
  /** A `fanout.yaml` of the worktree that the person is in, where it is another one that counts. */
  unreadConfig: string | null;
  /** Which tasks may collide by the paths that they declare, most likely first. */
  overlaps: Overlap[];
}

/** What a run is asked to be. What is left out comes from the repository's configuration. */
export interface RunWish {
  /** A folder in the repository. */
  from: string;
  source: GraphSource;
  base?: string | undefined;
  /** The agent, where it is not the Claude Code of this machine. */
  agent?: Agent | undefined;
  /** Changes the configuration as the person asked for this run, before anything is looked up by it. */
  adjust?: (config: Config) => Config;
}

/** Checks all that can be refused about a run, and says what it would do. Opens no store and touches nothing. */
export async function planRun(
  { environment }: Pick<Infra, 'environment'>,
  { from, source, base, agent: given, adjust = (config) => config }: RunWish,
): Promise<Result<RunPlan>> {
  const graph = readGraph(source);
  if (!graph.ok) return graph;
  const repository = await findRepository(from);
  if (!repository.ok) return repository;
  const read = await loadConfig({ repository: repository.value });
  if (!read.ok) return read;
  const config = adjust(read.value);
  const wanted = base ?? config.base;
  const commit = await resolveCommit({ repository: repository.value, from, revision: wanted ?? 'HEAD' });
  if (!commit.ok) return commit;
  const place = worktreePath({ repository: repository.value, config, run: 'RUN' as RunId, task: 'TASK' as TaskKey });
  const free = checkPath({ repository: repository.value, path: place });
  if (!free.ok) return config.worktrees === undefined ? free : refuseWorktrees(config.worktrees, free.failure.detail);
  const agent = given ? ok(given) : await findClaude(environment, config.claude);
  if (!agent.ok) return agent;
  const at = { repository: repository.value, commit: commit.value };
  const top = await topLevel(from);
  return ok({
    graph: graph.value,
    config,
    repository: repository.value,
    agent: agent.value,
    base: { name: wanted ?? (await currentBranch(from)) ?? 'HEAD', commit: commit.value, wanted },
    setup: config.setup === false ? null : (config.setup ?? (await withTopFiles(at, detectSetup))),
    checks: await gatesOfRun({ repository: repository.value, base: commit.value, config }),
    unreadConfig: top === null ? null : await findUnreadConfig({ repository: repository.value, top }),
    overlaps: await foretell(graph.value, { repository: repository.value, base: commit.value, config }),
  });
}

const refuseWorktrees = (folder: string, detail: string): Result<never, 'config-invalid'> =>
  fail({
    reason: 'config-invalid',
    path: 'fanout.yaml',
    problems: [{ place: 'fanout.yaml', message: `worktrees is ${folder}, where none can stand: ${detail}.` }],
  });
