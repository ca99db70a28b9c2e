import { record } from '../../mcp-server/domain/coordination/work/record.ts';
import { mergeMessage } from '../../mcp-server/domain/merges/message.ts';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { DeliverConfig } from '../../mcp-server/kernel/config-deliver.ts';
import { newRunId } from '../../mcp-server/kernel/id.ts';
import type { Commit, RunId, TaskKey } from '../../mcp-server/kernel/model.ts';
import { mergedBranch } from '../../mcp-server/kernel/names.ts';
import type { TestRepository } from './repository.ts';
import { makeGraph } from './submitted.ts';

/**
 * Records a run whose tasks have landed, each adding a file of its name. A task is begun on the base, or on the run's branch once the
 * task that it names has landed there.
 */
export function landRun(
  infra: Infra,
  {
    sample,
    tasks,
    deliver = defaultConfig.deliver,
  }: { sample: TestRepository; tasks: Record<string, string | null>; deliver?: DeliverConfig },
): { run: RunId; tip: Commit } {
  const run = newRunId();
  const keys = Object.keys(tasks);
  const graph = keys.length === 0 ? makeGraph('none') : makeGraph(...keys.map((key) => `${key}: ${tasks[key] ?? ''}`));
  const agent = { name: 'scripted' as const, command: ['true'], version: '0' };
  const { repository, base, path: from } = sample;
  record(infra, {
    kind: 'run-submitted',
    run,
    repository,
    from,
    baseBranch: 'main',
    base,
    graph,
    config: { ...defaultConfig, deliver },
    agent,
  });
  const target = `refs/heads/${mergedBranch(run)}`;
  let tip = base;
  record(infra, { kind: 'target-created', run, branch: mergedBranch(run), commit: base });
  const landed = new Map<string, Commit>();
  for (const [key, on] of Object.entries(tasks)) {
    const task = key as TaskKey;
    const blob = sample.git(['hash-object', '-w', '--stdin'], { input: `${key}\n` });
    const tree = (of: string) =>
      sample.git(['mktree'], { input: `${sample.git(['ls-tree', of])}\n100644 blob ${blob}\t${key}.txt\n` });
    const start = (on && landed.get(on)) ?? base;
    const reviewed = sample.git(['commit-tree', tree(start), '-p', start, '-m', `feat: ${key}`]) as Commit;
    const message = mergeMessage({ run, task, title: `Task ${key}`, reviewed });
    const onto = tip;
    tip = sample.git(['commit-tree', tree(onto), '-p', onto, '-p', reviewed, '-m', message]) as Commit;
    landed.set(key, tip);
    record(infra, { kind: 'merged', run, task, commit: tip, onto, tree: sample.git(['rev-parse', `${tip}^{tree}`]) });
  }
  sample.git(['update-ref', target, tip]);
  return { run, tip };
}
