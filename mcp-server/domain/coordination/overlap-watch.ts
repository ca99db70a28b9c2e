import type { TaskKey } from '../../kernel/model.ts';
import { listTree } from '../../infra/git/list-tree.ts';
import type { Infra } from '../../infra/infra.ts';
import { learnFileRisks, type FileRisk } from '../overlaps/file-risks.ts';
import { forecastOverlaps, type Overlap, type Reach } from '../overlaps/forecast.ts';
import { keepApart } from '../overlaps/keep-apart.ts';
import { readHistory } from '../overlaps/read-history.ts';
import type { RunState } from '../tasks/run-state.ts';
import type { TaskState } from '../tasks/task-state.ts';

// Every pair is compared, so of a thousand tasks that may start only the first are; the others come when these have started.
const fewestLookedAt = 32;

/** What a forecast stands on. */
interface Ground {
  files: string[];
  riskOf: (path: string) => FileRisk;
  migrations: readonly string[];
}

/** Foretells which tasks of a run will collide, by the paths that they declare and plan, and keeps those apart. */
export class OverlapWatch {
  readonly #infra: Infra;
  #base: Ground | null = null;
  #reach = new Map<TaskKey, Reach>();
  #forecast: { of: string; overlaps: Overlap[] } = { of: '', overlaps: [] };
  readonly #said = new Set<string>();

  constructor(infra: Infra) {
    this.#infra = infra;
  }

  /** Looks at the paths as they are known by now. The history is read once, and only when any task names a path. */
  async look(run: RunState, tasks: readonly TaskState[]): Promise<void> {
    if (!run.config.merges.separate) return;
    const plans = new Map(tasks.map(({ key, plan }) => [key, plan?.paths ?? []]));
    const reach = run.graph.tasks.map(({ key, paths }) => ({ key, paths: [...paths, ...(plans.get(key) ?? [])] }));
    this.#reach = new Map(reach.filter(({ paths }) => paths.length > 0).map((one) => [one.key, one]));
    if (this.#reach.size >= 2) this.#base ??= await this.#learn(run);
  }

  /** Of the tasks that may start, those that start now: at most `free`, and none that would collide with one under way. */
  choose(ready: readonly TaskKey[], { underWay, free }: { underWay: readonly TaskKey[]; free: number }): TaskKey[] {
    if (free <= 0) return [];
    const first = ready.slice(0, Math.max(fewestLookedAt, free * 4));
    const overlaps = this.#overlapsOf([...underWay, ...first]);
    const { start, held } = keepApart(first, { underWay, overlaps, most: free });
    for (const one of held) {
      if (this.#said.has(one.because)) continue;
      this.#said.add(one.because);
      this.#infra.log.info(one, 'a task waits, since it would collide with one under way');
    }
    return start;
  }

  /** The overlaps among some tasks, forecast again only when these or their paths are others than the last time. */
  #overlapsOf(keys: readonly TaskKey[]): Overlap[] {
    if (!this.#base) return [];
    const reach = keys.flatMap((key) => this.#reach.get(key) ?? []);
    const of = JSON.stringify(reach);
    if (of !== this.#forecast.of) this.#forecast = { of, overlaps: forecastOverlaps(reach, this.#base) };
    return this.#forecast.overlaps;
  }

  async #learn({ repository, base, config }: RunState): Promise<Ground> {
    const history = await readHistory({ repository, commit: base });
    const files = await listTree({ repository, tree: base });
    if (!history.ok) this.#infra.log.warn({ failure: history.failure }, 'the history could not be read for a forecast');
    return {
      files: files.ok ? [...files.value.keys()] : [],
      riskOf: learnFileRisks(history.ok ? history.value : []),
      migrations: config.merges.migrations,
    };
  }
}
