import { record } from '../../mcp-server/domain/coordination/work/record.ts';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import { defaultConfig, type Config } from '../../mcp-server/kernel/config.ts';
import { newRunId } from '../../mcp-server/kernel/id.ts';
import type { Commit, Graph, Repository, RunId, Task, TaskKey } from '../../mcp-server/kernel/model.ts';

/** A task with nothing but a key, a spec and what it depends on. */
const makeTask = (key: string, dependsOn: string[] = []): Task => ({
  key: key as TaskKey,
  title: `Task ${key}`,
  spec: `Do ${key}.`,
  dependsOn: dependsOn as TaskKey[],
  paths: [],
  checks: [],
  tools: [],
  models: {},
  budget: {},
});

/** A graph drawn as text: `makeGraph('a', 'b: a', 'c: a', 'd: b c')`. */
export const makeGraph = (...lines: string[]): Graph => ({
  title: 'A graph',
  tasks: lines.map((line) => {
    const [key = '', needs = ''] = line.split(':').map((part) => part.trim());
    return makeTask(key, needs === '' ? [] : needs.split(' '));
  }),
});

const nowhere: Repository = { commonDir: '/nowhere/shop/.git', mainWorktree: '/nowhere/shop', name: 'shop' };

/** Records a run of this graph as submitted, on a repository that is only named unless one is given. */
export function submitted(infra: Infra, graph: Graph, config: Partial<Config> = {}, repository: Repository = nowhere): RunId {
  const run = newRunId();
  record(infra, {
    kind: 'run-submitted',
    run,
    repository,
    from: repository.mainWorktree ?? repository.commonDir,
    baseBranch: 'main',
    base: '0'.repeat(40) as Commit,
    graph,
    config: { ...defaultConfig, ...config },
    agent: { name: 'scripted', command: ['true'], version: '0' },
  });
  return run;
}
