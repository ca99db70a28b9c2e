import type { Commit, RunId } from '../../kernel/model.ts';
import type { Infra } from '../../infra/infra.ts';
import type { RunState } from '../tasks/run-state.ts';
import type { TaskState } from '../tasks/task-state.ts';
import { deliverRun } from './deliver-run.ts';

/** Hands on what a run merged when it ends, where the configuration says so. What fails may be said again by hand. */
export class DeliveryWatch {
  readonly #infra: Infra;
  #delivering: Promise<void> | null = null;
  #delivered: Commit | null = null;
  #defect: { error: unknown } | null = null;

  constructor(infra: Infra) {
    this.#infra = infra;
  }

  /** Whether a delivery is under way. */
  get isBusy(): boolean {
    return this.#delivering !== null;
  }

  /**
   * Begins what is due; true when that is something. Said again after a crash, since nothing is delivered twice. A defect of the
   * last delivery is thrown here, once, so that the run rests before it is tried again.
   */
  begin({ run, base, config, delivery, mergedCommit }: RunState, tasks: readonly TaskState[]): boolean {
    const defect = this.#defect;
    this.#defect = null;
    if (defect) throw defect.error;
    const isComplete = config.deliver.as !== 'target' || tasks.every(({ phase }) => phase === 'done');
    if (config.deliver.as === undefined || mergedCommit === null || mergedCommit === base || !isComplete) return false;
    const isSettled = delivery?.commit === mergedCommit && (delivery.isDone || delivery.failure !== null);
    if (isSettled || this.#delivered === mergedCommit) return false;
    this.#delivering = this.#deliver(run)
      .then(
        () => void (this.#delivered = mergedCommit),
        (error: unknown) => void (this.#defect = { error }),
      )
      .finally(() => (this.#delivering = null));
    return true;
  }

  async #deliver(run: RunId): Promise<void> {
    const delivered = await deliverRun(this.#infra, { run });
    if (!delivered.ok) this.#infra.log.warn({ run, failure: delivered.failure }, 'what a run merged was not delivered');
  }
}
