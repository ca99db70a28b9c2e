import { listTree } from '../../infra/git/list-tree.ts';
import type { Log } from '../../kernel/log.ts';
import type { Config } from '../../kernel/config.ts';
import type { Commit, Graph, Repository } from '../../kernel/model.ts';
import { learnFileRisks, type FileRisk } from '../overlaps/file-risks.ts';
import { forecastOverlaps, type Overlap } from '../overlaps/forecast.ts';
import { readHistory } from '../overlaps/read-history.ts';

/** What a repository's past says of its files. */
export interface Past {
  files: string[];
  riskOf: (path: string) => FileRisk;
  /** Globs of numbered migrations, which are renumbered and so do not collide. */
  migrations: readonly string[];
}

/** Learns from the latest commits before and at `base` where changes of the same file met. */
export async function learnPast({
  repository,
  base,
  config,
  log,
}: {
  repository: Repository;
  base: Commit;
  config: Pick<Config, 'merges'>;
  log?: Log | undefined;
}): Promise<Past> {
  const history = await readHistory({ repository, commit: base });
  const files = await listTree({ repository, tree: base });
  if (!history.ok) log?.warn({ failure: history.failure }, 'the history could not be read for a forecast');
  return {
    files: files.ok ? [...files.value.keys()] : [],
    riskOf: learnFileRisks(history.ok ? history.value : []),
    migrations: config.merges.migrations,
  };
}

// Every pair is compared; of a larger graph the first ones show what to expect.
const mostTasks = 100;

/** Pairs of tasks that may collide by the paths that they declare, most likely first. Reads nothing where no two tasks name any. */
export async function foretell(
  graph: Graph,
  at: { repository: Repository; base: Commit; config: Pick<Config, 'merges'> },
): Promise<Overlap[]> {
  const reach = graph.tasks.filter(({ paths }) => paths.length > 0).slice(0, mostTasks);
  return reach.length < 2 ? [] : forecastOverlaps(reach, await learnPast(at));
}
