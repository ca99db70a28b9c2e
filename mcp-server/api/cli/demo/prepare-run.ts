import { loadConfig } from '../../../domain/intake/load-config.ts';
import { readGraph } from '../../../domain/intake/read-graph.ts';
import { findClaude } from '../../../domain/sessions/agents/find-claude.ts';
import { scriptedAgent } from '../../../domain/sessions/agents/scripted-agent.ts';
import type { Infra } from '../../../infra/infra.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import type { Config } from '../../../kernel/config.ts';
import type { Agent } from '../../../kernel/event.ts';
import type { Graph } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import { count } from '../terminal/units.ts';
import { demoFolder } from './sample.ts';
import type { Scene } from './scene.ts';
import type { Wanted } from './wanted.ts';

/** What a demo submits. */
export interface Prepared {
  graph: Graph;
  config: Config;
  agent: Agent;
}

/** Reads the demo's graph and chooses who plays: Claude Code where it is installed, otherwise the scripted agent. */
export async function prepareRun(infra: Infra, { scene, wanted }: { scene: Scene; wanted: Wanted }): Promise<Result<Prepared>> {
  const graph = readGraph({ path: 'graph.yaml', from: demoFolder() });
  if (!graph.ok) return graph;
  const repository = await findRepository(scene.repository);
  if (!repository.ok) return repository;
  const config = await loadConfig({ repository: repository.value });
  if (!config.ok) return config;
  const claude = await findClaude(infra.environment, undefined);
  if (!claude.ok && wanted.live) return claude;
  return ok({
    graph: graph.value,
    config: {
      ...config.value,
      ...(wanted.slots === undefined ? {} : { slots: wanted.slots }),
      // An agent of another vendor would ask its real model, and cost.
      reviews: wanted.live ? config.value.reviews : { ...config.value.reviews, others: [] },
    },
    agent: claude.ok ? claude.value : scriptedAgent(),
  });
}

/** What is said before a demo begins: what is played here and what is real. */
export function introduction({ graph, agent, config }: Prepared, { scene, live }: { scene: Scene; live: boolean }): string {
  return [
    `${count(graph.tasks.length, 'spec')} for a small lending library, ${config.slots} at a time, in ${scene.repository}`,
    live
      ? 'Everything is real, the model too.'
      : 'The model is scripted; git, worktrees, ports, sessions, checks, reviews and merges are real.',
    agent.name === 'claude'
      ? `Sessions run in Claude Code ${agent.version}.`
      : 'Claude Code was not found, so sessions run in the scripted agent, a process that speaks its protocol.',
    '',
  ].join('\n');
}
