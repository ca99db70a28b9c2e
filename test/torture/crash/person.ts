import { setTimeout as delay } from 'node:timers/promises';
import type { Commit } from '../../../mcp-server/kernel/model.ts';
import type { TestRepository } from '../../support/repository.ts';

/** Somebody who goes on working in the same repository, and trusts every commit that git said was made. */
export class Person {
  readonly commits: Commit[] = [];
  readonly #sample: TestRepository;
  readonly #over = new AbortController();
  readonly #works: Promise<void>;

  constructor(sample: TestRepository) {
    this.#sample = sample;
    this.#works = this.#work();
  }

  /** Stops after the commit that is under way. */
  async stop(): Promise<void> {
    this.#over.abort();
    await this.#works;
  }

  /** How many of the commits are no longer on the branch, and how many files are not as they were left. */
  lost(): number {
    const there = new Set(this.#sample.git(['rev-list', 'main']).split('\n'));
    const dirty = this.#sample.git(['status', '--porcelain', '--', 'mine']).split('\n').filter(Boolean);
    return this.commits.filter((commit) => !there.has(commit)).length + dirty.length;
  }

  async #work(): Promise<void> {
    while (!this.#over.signal.aborted) {
      const day = this.commits.length + 1;
      this.commits.push(this.#sample.commit({ 'mine/diary.txt': `day ${day}\n` }, `mine: day ${day}`));
      await delay(700, undefined, { signal: this.#over.signal }).catch(() => undefined);
    }
  }
}
