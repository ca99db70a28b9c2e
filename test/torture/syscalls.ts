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
    const figures = { points: 0, recovered: 0, stopped: 0 };
    const sweep = await Sweep.open();
    try {
      const found: [StepName, Point][] = [];
      for (const step of Object.keys(steps) as StepName[]) {
        const points = await sweep.prepare(step);
        say(`${step}: ${points.length} points`);
        found.push(...points.map((point): [StepName, Point] => [step, point]));
      }
      const every = kills === 0 ? 1 : Math.max(1, found.length / kills);
      const chosen = found.filter((_, at) => Math.floor(at / every) !== Math.floor((at - 1) / every));
      for (const [step, point] of chosen) {
        const { wrong, isStopped } = await sweep.try(step, point);
        figures.points += 1;
        if (wrong.length === 0) figures.recovered += 1;
        else say(`${step}, git ${point.call}, call ${point.nth}: ${wrong.join('; ')}`);
        if (isStopped) figures.stopped += 1;
      }
    } finally {
      sweep.close();
    }
    return { ok: figures.recovered === figures.points, figures };
  },
};

/** Puts up a scene as often as it is asked, in the same place, since git writes down where its worktrees are. */
class Sweep {
  readonly #sample: TestRepository;
  readonly #place: Place;
  readonly #store = mkdtempSync(join(tmpdir(), 'fanout-syscalls-'));
  readonly #tracer = new Tracer(this.#store);

  static async open(): Promise<Sweep> {
    const files = { 'a.txt': 'a\n', 'b.txt': 'b\n', '.gitignore': 'wanted.local\n', '.worktreeinclude': 'wanted.local\n' };
    const sample = makeRepository({ files });
    const sweep = new Sweep(sample);
    sample.write({ 'wanted.local': 'wanted\n' });
    sample.git(['update-ref', refs.merged, sample.base]);
    mkdirSync(join(sample.folder, 'home'));
    sweep.#keep('bare');
    return Promise.resolve(sweep);
  }

  private constructor(sample: TestRepository) {
    this.#sample = sample;
    this.#place = placeIn(sample.folder, sample.base);
  }

  /** Sets the scene of a step, keeps it, and does the step once to count its points. */
  async prepare(step: StepName): Promise<Point[]> {
    this.#putUp('bare');
    await this.#inside((infra) => scenes[step].set({ infra, place: this.#place, sample: this.#sample }));
    this.#keep(step);
    return this.#tracer.count(this.#program(step));
  }

  /** Kills a step at a point, says it again, and looks at what came of it. */
  async try(step: StepName, point: Point): Promise<{ wrong: string[]; isStopped: boolean }> {
    this.#putUp(step);
    this.#tracer.kill(this.#program(step), point);
    const isStopped = !this.#works();
    try {
      await this.#inside((infra) => steps[step](infra, this.#place));
      return { wrong: [...scenes[step].wrong({ place: this.#place, sample: this.#sample }), ...this.#left()], isStopped };
    } catch (error) {
      return { wrong: [error instanceof Error ? error.message : String(error)], isStopped };
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
