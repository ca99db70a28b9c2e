import { isDeepStrictEqual } from 'node:util';
import type { TaskKey } from '../../kernel/model.ts';
import type { Collision } from '../../kernel/collision.ts';
import { branchPrefix, mergedBranch, taskBranch } from '../../kernel/names.ts';
import { listRefs } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import { probeBranches, type LiveBranch } from '../overlaps/probe-branches.ts';
import { sendMessage } from '../sessions/say-to-session.ts';
import type { RunState } from '../tasks/run-state.ts';
import { isUnderWay, type TaskState } from '../tasks/task-state.ts';
import { collisionNote } from './work/collision-note.ts';
import { readTaskStates, record } from './work/record.ts';

// A branch moves when its session commits, which it does every few minutes.
const everyMs = 3_000;

/** Merges the live branches of a run in pairs while they are worked on, and tells the later one of two that collide. */
export class CollisionWatch {
  readonly #infra: Infra;
  #probing: Promise<void> | null = null;
  #probedAt = -everyMs;
  #seen = '';
  /** Pairs of commits that were merged already, with the files that conflict. */
  readonly #known = new Map<string, readonly string[]>();

  constructor(infra: Infra) {
    this.#infra = infra;
  }

  /** Whether a probe is under way. */
  get isBusy(): boolean {
    return this.#probing !== null;
  }

  /** Probes in the background when a branch moved since the last time. Nothing waits for it. */
  look(run: RunState): void {
    if (this.#probing || this.#infra.clock.elapsed() - this.#probedAt < everyMs) return;
    this.#probing = this.#probe(run)
      .catch((error: unknown) => this.#infra.log.warn({ err: error, run: run.run }, 'the live branches could not be probed'))
      .finally(() => {
        this.#probedAt = this.#infra.clock.elapsed();
        this.#probing = null;
      });
  }

  async #probe({ run, repository }: RunState): Promise<void> {
    const refs = await listRefs({ repository, prefix: `${branchPrefix}${run}/` });
    const tips = new Map(refs.map(({ ref, commit }) => [ref.slice('refs/heads/'.length), commit]));
    const tasks = readTaskStates(this.#infra.store, run).filter(isLive);
    const live = tasks.flatMap((state): LiveBranch[] => {
      const commit = tips.get(taskBranch(run, state.key));
      return commit === undefined || commit === state.workspace?.base ? [] : [{ task: state.key, commit }];
    });
    const landed = tips.get(mergedBranch(run));
    const seen = JSON.stringify([live, landed, tasks.map(({ key, phase }) => [key, phase])]);
    if (seen === this.#seen || live.length === 0) return;
    const found = await probeBranches(repository, {
      branches: live,
      landed: landed ?? null,
      known: this.#known,
    });
    for (const state of tasks) {
      const mine = found.flatMap(({ tasks: [one, other], files }): Collision[] => {
        const against = one === state.key ? other : other === state.key ? one : undefined;
        return against === undefined || !isLater(state, against, tasks) ? [] : [{ with: against, files: [...files] }];
      });
      await this.#tell(state, mine, { run });
    }
    this.#seen = seen;
  }

  /** Records what changed, and says what is new to the session that can still mind it; a brief says it otherwise. */
  async #tell(state: TaskState, mine: Collision[], { run }: Pick<RunState, 'run'>): Promise<void> {
    const { key, collisions } = state;
    if (isDeepStrictEqual(mine, collisions)) return;
    record(this.#infra, { kind: 'collisions-seen', run, task: key, collisions: mine });
    const known = new Set(collisions.flatMap(({ files }) => files));
    const news = mine.filter(({ files }) => files.some((file) => !known.has(file)));
    const session = state.sessions.findLast(({ stage, endedAt }) => endedAt === null && (stage === 'build' || stage === 'fix'));
    if (news.length === 0 || !session) return;
    const said = await sendMessage(this.#infra, { session: session.id, text: collisionNote(news) });
    if (said.ok) record(this.#infra, { kind: 'collision-told', run, task: key, session: session.id });
  }
}

const isLive = (state: TaskState): boolean => (isUnderWay(state) || state.phase === 'held') && state.phase !== 'learning';

const order = ['preparing', 'planning', 'building', 'held', 'fixing', 'checking', 'reviewing', 'merging'];

/** Whether a task lands after another, as far as can be told: it is less far, or as far and began later. What landed was first. */
function isLater(state: TaskState, against: TaskKey | null, tasks: readonly TaskState[]): boolean {
  const other = tasks.find(({ key }) => key === against);
  if (!other) return true;
  const far = order.indexOf(state.phase) - order.indexOf(other.phase);
  if (far !== 0) return far < 0;
  const began = (state.attemptedAt ?? 0) - (other.attemptedAt ?? 0);
  return began === 0 ? tasks.indexOf(state) > tasks.indexOf(other) : began > 0;
}
