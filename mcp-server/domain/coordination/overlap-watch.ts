import type { TaskKey } from '../../kernel/model.ts';
import type { Infra } from '../../infra/infra.ts';
import { forecastOverlaps, type Overlap, type Reach } from '../overlaps/forecast.ts';
import { keepApart } from '../overlaps/keep-apart.ts';
import type { RunState } from '../tasks/run-state.ts';
import type { TaskState } from '../tasks/task-state.ts';
import { learnPast, type Past } from './foretell.ts';
import { record } from './work/record.ts';

// Every pair is compared, so of a thousand tasks that may start only the first are; the others come when these have started.
const fewestLookedAt = 32;

/** Foretells which tasks of a run will collide, by the paths that they declare and plan, and keeps those apart. */
export class OverlapWatch {
  readonly #infra: Infra;
  #past: Past | null = null;
  #reach = new Map<TaskKey, Reach>();
  #forecast: { of: string; overlaps: Overlap[] } = { of: '', overlaps: [] };

  constructor(infra: Infra) {
    this.#infra = infra;
  }

  /** Looks at the paths as they are known by now. The history is read once, and only when any task names a path. */
  async look(run: RunState, tasks: readonly TaskState[]): Promise<void> {
    if (!run.config.merges.separate) return;
    const plans = new Map(tasks.map(({ key, plan }) => [key, plan?.paths ?? []]));
    const reach = run.graph.tasks.map(({ key, paths }) => ({ key, paths: [...paths, ...(plans.get(key) ?? [])] }));
    this.#reach = new Map(reach.filter(({ paths }) => paths.length > 0).map((one) => [one.key, one]));
    if (this.#reach.size >= 2) this.#past ??= await learnPast({ ...run, log: this.#infra.log });
  }

  /**
   * Of the tasks that may start, those that start now: at most `free`, and none that would collide with one under way. Why another
   * waits is recorded.
   */
  choose(
    ready: readonly TaskKey[],
    { run, tasks, underWay, free }: { run: RunState; tasks: readonly TaskState[]; underWay: readonly TaskKey[]; free: number },
  ): TaskKey[] {
    if (free <= 0) return [];
    const first = ready.slice(0, Math.max(fewestLookedAt, free * 4));
    const overlaps = this.#overlapsOf([...underWay, ...first]);
    const { start, held } = keepApart(first, { underWay, overlaps, most: free });
    for (const { task, behind, because } of held) {
      if (tasks.find(({ key }) => key === task)?.keptApart?.because === because) continue;
      record(this.#infra, { kind: 'task-kept-apart', run: run.run, task, behind, because });
    }
    return start;
  }

  /** The overlaps among some tasks, forecast again only when these or their paths are others than the last time. */
  #overlapsOf(keys: readonly TaskKey[]): Overlap[] {
    if (!this.#past) return [];
    const reach = keys.flatMap((key) => this.#reach.get(key) ?? []);
    const of = JSON.stringify(reach);
    if (of !== this.#forecast.of) this.#forecast = { of, overlaps: forecastOverlaps(reach, this.#past) };
    return this.#forecast.overlaps;
  }
}
