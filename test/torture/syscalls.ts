import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { openInfraAt } from '../support/open-infra-at.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { placeIn, refs, type Place } from './syscalls/places.ts';
import { scenes } from './syscalls/scenes.ts';
import { steps, type StepName } from './syscalls/steps.ts';
import { canTrace, Tracer, type Point } from './syscalls/tracer.ts';
import type { Torture } from './torture.ts';

const program = join(import.meta.dirname, 'syscalls/step.ts');

/** Everything dies at every call of the system that changes a file, in every step; saying the step again must mend it. */
export const syscalls: Torture = {
  name: 'syscalls',
  says: 'git and fanout die at every call of the system that changes a file, while they create, commit, merge and remove',
  kills: 0,
  unit: 'points, 0 for all',
  run: async ({ kills, say }) => {
    if (!canTrace()) throw new Error('strace cannot trace processes here');
    const figures = { points: 0, killed: 0, recovered: 0, stopped: 0 };
    const sweeps = Array.from({ length: together }, () => new Sweep());
    try {
      for (const step of Object.keys(steps) as StepName[]) {
        for (const sweep of sweeps) await sweep.prepare(step);
        const all = (await sweeps[0]?.count(step)) ?? [];
        const queue = kills === 0 ? all : thinned(all, Math.max(1, Math.ceil(kills / Object.keys(steps).length)));
        say(`${step}: ${all.length} points`);
        const work = async (sweep: Sweep): Promise<void> => {
          for (let point = queue.shift(); point; point = queue.shift()) {
            const { wrong, isKilled, isStopped } = await sweep.try(step, point);
            figures.points += 1;
            if (isKilled) figures.killed += 1;
            if (isStopped) figures.stopped += 1;
            if (wrong.length === 0) figures.recovered += 1;
            else say(`${step}, ${point.call}, ${point.syscall} ${point.nth}: ${wrong.join('; ')}`);
          }
        };
        await Promise.all(sweeps.map(work));
      }
    } finally {
      for (const sweep of sweeps) sweep.close();
    }
    return { ok: figures.recovered === figures.points && figures.killed > 0, figures };
  },
};

// Each in folders of its own.
const together = 2;
// A program that takes another turn in one run takes the wanted one in the next.
const mostTries = 3;

/** So many of the points, from the first to the last. */
const thinned = (points: Point[], most: number): Point[] =>
  points.filter((_, at) => Math.floor((at * most) / points.length) !== Math.floor(((at - 1) * most) / points.length));

/** Puts up a scene as often as it is asked, in the same place, since git writes down where its worktrees are. */
class Sweep {
  readonly #sample: TestRepository;
  readonly #place: Place;
  readonly #store = mkdtempSync(join(tmpdir(), 'fanout-syscalls-'));
  readonly #tracer: Tracer;

  constructor() {
    const files = { 'a.txt': 'a\n', 'b.txt': 'b\n', '.gitignore': 'wanted.local\n', '.worktreeinclude': 'wanted.local\n' };
    this.#sample = makeRepository({ files });
    this.#sample.write({ 'wanted.local': 'wanted\n' });
    this.#sample.git(['update-ref', refs.merged, this.#sample.base]);
    mkdirSync(join(this.#sample.folder, 'home'));
    this.#place = placeIn(this.#sample.folder, this.#sample.base);
    this.#tracer = new Tracer(this.#store, [this.#sample.folder]);
    this.#keep('bare');
  }

  /** Sets the scene of a step and keeps it. */
  async prepare(step: StepName): Promise<void> {
    this.#putUp('bare');
    await this.#inside((infra) => scenes[step].set({ infra, place: this.#place, sample: this.#sample }));
    this.#keep(step);
  }

  /** Does the step once to warm up and once to count its points. */
  async count(step: StepName): Promise<Point[]> {
    await this.#tracer.count(this.#program(step));
    this.#putUp(step);
    return this.#tracer.count(this.#program(step));
  }

  /** Kills a step at a point, says it again, and looks at what came of it. */
  async try(step: StepName, point: Point): Promise<{ wrong: string[]; isKilled: boolean; isStopped: boolean }> {
    let isKilled = false;
    for (let tries = 0; !isKilled && tries < mostTries; tries += 1) {
      this.#putUp(step);
      isKilled = await this.#tracer.kill(this.#program(step), point);
    }
    const isStopped = !this.#works();
    try {
      await this.#inside((infra) => steps[step](infra, this.#place));
      const wrong = [...scenes[step].wrong({ place: this.#place, sample: this.#sample }), ...this.#left()];
      return { wrong, isKilled, isStopped };
    } catch (error) {
      return { wrong: [error instanceof Error ? error.message : String(error)], isKilled, isStopped };
    }
  }

  close(): void {
    this.#sample.dispose();
    rmSync(this.#store, { recursive: true, force: true });
  }

  #program(step: StepName): string[] {
    return [process.execPath, program, this.#sample.folder, this.#sample.base, step];
  }

  async #inside(work: (infra: ReturnType<typeof openInfraAt>) => Promise<void> | void): Promise<void> {
    const infra = openInfraAt(this.#place.home);
    try {
      await work(infra);
    } finally {
      infra.store.close();
    }
  }

  #keep(name: string): void {
    cpSync(this.#sample.folder, join(this.#store, name), { recursive: true, preserveTimestamps: true });
  }

  #putUp(name: string): void {
    for (const { pid } of findProcesses({ directory: this.#sample.folder })) process.kill(pid, 'SIGKILL');
    for (const entry of readdirSync(this.#sample.folder)) rmSync(join(this.#sample.folder, entry), { recursive: true });
    cpSync(join(this.#store, name), this.#sample.folder, { recursive: true, preserveTimestamps: true });
  }

  /** Whether a person can work in the repository before anything was mended. */
  #works(): boolean {
    try {
      for (const args of [['status'], ['branch'], ['rev-list', '--all']]) this.#sample.git(args);
      return true;
    } catch {
      return false;
    }
  }

  /** Locks and broken objects that are left although the step was done. */
  #left(): string[] {
    const { commonDir } = this.#place.repository;
    const locks = readdirSync(commonDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.lock'));
    try {
      this.#sample.git(['fsck', '--connectivity-only']);
      return locks.map((name) => `${name} is left`);
    } catch (error) {
      return [`fsck: ${String(error)}`];
    }
  }
}
