import type { RunId, Task, TaskKey } from '../../kernel/model.ts';
import { mergedBranch } from '../../kernel/names.ts';
import { exhaustedBy } from '../../infra/process/exhausted.ts';
import type { Infra } from '../../infra/infra.ts';
import { inTurn } from '../merges/gather.ts';
import { targetKey } from '../merges/target-key.ts';
import type { RunState } from '../tasks/run-state.ts';
import { isEnded, isUnderWay, type TaskState } from '../tasks/task-state.ts';
import { blockOrphans } from './block-orphans.ts';
import { carryOn, stop } from './carry-on.ts';
import { isProof, trialToStart } from './conclude-proof.ts';
import { concludeRun } from './conclude-run.ts';
import { ensureTarget } from './ensure-target.ts';
import { nextOf } from './next-of.ts';
import { restMs, sayUnwell } from './say-unwell.ts';
import { CollisionWatch } from './collision-watch.ts';
import { DeliveryWatch } from './delivery-watch.ts';
import { endSessions } from './end-sessions.ts';
import { holdTask } from './hold-task.ts';
import { OverlapWatch } from './overlap-watch.ts';
import { runBudget } from './work/allowance.ts';
import type { Attempt, Ground } from './work/attempt.ts';
import type { Limiter } from './work/limiter.ts';
import { readRunState, readTaskStates, record } from './work/record.ts';

interface Carried {
  abort: AbortController;
  /** Settles when the attempt has come to rest. */
  rest: Promise<void>;
}

/** A run to drive, and what it shares with the others of this machine. */
interface Driven {
  run: RunId;
  limiterOf: (agent: string) => Limiter;
  ground: Ground;
  /** How many tasks of all runs are at work. */
  onMachine: () => number;
}

// What a usual machine and a usual account bear side by side.
const usualTogether = 8;

/** Drives one run: starts what is ready into free slots, wakes what is parked, and sees to it that every wish is heard. */
export class RunDriver {
  readonly #infra: Infra;
  readonly #run: RunId;
  readonly #carried = new Map<TaskKey, Carried>();
  readonly #overlaps: OverlapWatch;
  readonly #collisions: CollisionWatch;
  readonly #stopping = new Map<TaskKey, Promise<void>>();
  readonly #delivery: DeliveryWatch;
  readonly #limiterOf: (agent: string) => Limiter;
  readonly #ground: Ground;
  readonly #onMachine: () => number;
  /** How many tasks of the run were at work when it was counted, and those that were started since. */
  underWay = 0;
  #restsUntilMs = 0;

  constructor(infra: Infra, { run, limiterOf, ground, onMachine }: Driven) {
    this.#infra = infra;
    this.#overlaps = new OverlapWatch(infra);
    this.#collisions = new CollisionWatch(infra);
    this.#delivery = new DeliveryWatch(infra);
    this.#run = run;
    this.#limiterOf = limiterOf;
    this.#ground = ground;
    this.#onMachine = onMachine;
  }

  /** Counts what is at work. What is at rest in a paused run takes nobody's place. A run that cannot be read rests. */
  count(): void {
    if (this.#isResting) return;
    try {
      const isRunning = readRunState(this.#infra.store, this.#run)?.status === 'running';
      this.underWay = isRunning ? readTaskStates(this.#infra.store, this.#run).filter(isUnderWay).length : this.#carried.size;
    } catch (error) {
      this.#rest(error);
    }
  }

  get #isResting(): boolean {
    return this.#infra.clock.elapsed() < this.#restsUntilMs;
  }

  /**
   * Looks at the run once, after it was counted, and does what is due. True when the run has ended and nothing of it is under
   * way. When it meets no room or a defect the run rests for a moment; other runs go on.
   */
  async tick(): Promise<boolean> {
    if (this.#isResting) return false;
    try {
      return await this.#look();
    } catch (error) {
      this.#rest(error);
      return false;
    }
  }

  #rest(error: unknown, marks: { task?: TaskKey } = {}): void {
    sayUnwell(this.#infra, error, { run: this.#run, ...marks });
    this.#restsUntilMs = this.#infra.clock.elapsed() + restMs;
  }

  async #look(): Promise<boolean> {
    const state = readRunState(this.#infra.store, this.#run);
    if (!state) return true;
    const tasks = readTaskStates(this.#infra.store, this.#run);
    this.#stopCancelled(state, tasks);
    this.#handOver(tasks);
    if (state.status === 'cancelling') return this.#cancelled(tasks);
    if (state.status === 'paused') return false;
    if (state.status !== 'running') return this.#carried.size === 0;
    if (!(await ensureTarget(this.#infra, state))) return false;
    this.#wake(state, tasks);
    blockOrphans(this.#infra, state, tasks);
    await this.#overlaps.look(state, tasks);
    this.#collisions.look(state);
    this.#start(state);
    return this.#finish(state);
  }

  /** Parked tasks go on when their time has come and a slot is free. */
  #wake(state: RunState, tasks: readonly TaskState[]): void {
    const now = this.#infra.clock.now();
    const due = tasks.filter(({ parked }) => parked !== null && parked.until <= now);
    for (const { key } of due.slice(0, Math.max(0, this.#free(state)))) {
      this.underWay += 1;
      record(this.#infra, { kind: 'task-woken', run: this.#run, task: key });
    }
  }

  /** How many tasks may start: as many as the run has slots, and all runs of this machine together. */
  #free({ config }: RunState): number {
    const together = config.machineSlots ?? Math.max(usualTogether, config.slots);
    return Math.min(config.slots - this.underWay, together - this.#onMachine());
  }

  #start(state: RunState): void {
    const tasks = readTaskStates(this.#infra.store, this.#run);
    const underWay = tasks.filter(isUnderWay);
    for (const { key } of underWay) this.#carry(state, key);
    const candidates = isProof(state) ? this.#nextTrial(state, tasks) : nextOf(state, tasks);
    const free = this.#free(state);
    const ready = this.#overlaps.choose(candidates, { run: state, tasks, underWay: underWay.map(({ key }) => key), free });
    const spent = ready.length > 0 ? runBudget(state, tasks) : null;
    for (const key of ready) {
      if (spent) {
        record(this.#infra, { kind: 'task-blocked', run: this.#run, task: key, failure: spent });
        continue;
      }
      const attempt = (tasks.find((task) => task.key === key)?.attempt ?? 0) + 1;
      record(this.#infra, { kind: 'task-started', run: this.#run, task: key, attempt });
      this.underWay += 1;
      this.#carry(state, key);
    }
  }

  #carry(run: RunState, key: TaskKey): void {
    const task = run.graph.tasks.find((one) => one.key === key);
    if (!task || this.#carried.has(key) || this.#stopping.has(key)) return;
    const abort = new AbortController();
    const rest = this.#attempt(run, task, abort)
      .catch((error: unknown) => this.#rest(error, { task: key }))
      .finally(() => this.#carried.delete(key));
    this.#carried.set(key, { abort, rest });
  }

  /** A defect in one task ends that task, says so, and leaves the others alone. */
  async #attempt(run: RunState, task: Task, abort: AbortController): Promise<void> {
    const target = targetKey({ repository: run.repository, target: `refs/heads/${mergedBranch(run.run)}` });
    const merging: Attempt['merging'] = (work) => inTurn(target, work);
    const limiter = this.#limiterOf(run.agent.name);
    const attempt: Attempt = { infra: this.#infra, run, task, signal: abort.signal, merging, limiter, ground: this.#ground };
    try {
      await carryOn(attempt);
    } catch (error) {
      const exhausted = exhaustedBy(error);
      if (exhausted) return stop(attempt, exhausted);
      this.#infra.log.error({ err: error, run: run.run, task: task.key }, 'defect in a task');
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      record(this.#infra, { kind: 'task-failed', run: run.run, task: task.key, failure: { reason: 'defect', detail } });
    }
  }

  /** The one trial that comes next. Those that nobody needs any more are called off. */
  #nextTrial(state: Parameters<typeof trialToStart>[0], tasks: readonly TaskState[]): TaskKey[] {
    if (tasks.some(isUnderWay) || tasks.some(({ phase }) => phase === 'parked')) return [];
    const next = trialToStart(state, tasks);
    if (next) return [next.key];
    for (const { key, phase } of tasks)
      if (phase === 'waiting') record(this.#infra, { kind: 'task-cancelled', run: this.#run, task: key });
    return [];
  }

  async #finish(state: RunState): Promise<boolean> {
    const tasks = () => readTaskStates(this.#infra.store, this.#run);
    const isOver = () => tasks().every((task) => isEnded(task.phase));
    if (this.#carried.size > 0 || this.#delivery.isBusy || this.#collisions.isBusy || !isOver()) return false;
    await concludeRun(this.#infra, state, tasks());
    if (!isProof(state) && this.#delivery.begin(state, tasks())) return false;
    // Meanwhile somebody may have tried a task again, or decided about one.
    return this.#infra.store.write(() => isOver() && record(this.#infra, { kind: 'run-finished', run: state.run }) !== null);
  }

  #stopCancelled(state: RunState, tasks: readonly TaskState[]): void {
    for (const { key, phase, cancelAsked } of tasks) {
      if (!isEnded(phase) && (cancelAsked || state.status === 'cancelling')) this.#end(key, () => this.#stop(key));
    }
  }

  /** Ends what goes on for a task, once at a time; what goes wrong meanwhile is tried again later. */
  #end(key: TaskKey, work: () => Promise<void>): void {
    if (this.#stopping.has(key)) return;
    const ending = work()
      .catch((error: unknown) => this.#rest(error, { task: key }))
      .finally(() => this.#stopping.delete(key));
    this.#stopping.set(key, ending);
  }

  #cancelled(tasks: readonly TaskState[]): boolean {
    if (this.#stopping.size > 0 || !tasks.every((task) => isEnded(task.phase))) return false;
    record(this.#infra, { kind: 'run-cancelled', run: this.#run });
    return true;
  }

  /** What a person asked for is theirs once nothing of ours works on it any more. */
  #handOver(tasks: readonly TaskState[]): void {
    for (const { key, attachAsked, cancelAsked } of tasks) if (attachAsked && !cancelAsked) this.#end(key, () => this.#hold(key));
  }

  async #hold(key: TaskKey): Promise<void> {
    await this.#bringToRest(key);
    await holdTask(this.#infra, { run: this.#run, task: key });
  }

  async #stop(key: TaskKey): Promise<void> {
    await this.#bringToRest(key);
    record(this.#infra, { kind: 'task-cancelled', run: this.#run, task: key });
  }

  /** Waits until the attempt rests, so that it launches nothing more, then ends its sessions with all their processes. */
  async #bringToRest(key: TaskKey): Promise<void> {
    const carried = this.#carried.get(key);
    carried?.abort.abort();
    await carried?.rest;
    await endSessions(this.#infra, { run: this.#run, task: key, ground: this.#ground });
  }
}
