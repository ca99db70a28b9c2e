import { git } from '../../infra/git/git.ts';
import { worktreeStatus } from '../../infra/git/status.ts';
import type { Clock } from '../../kernel/clock.ts';
import { asCommit, digest } from '../../kernel/id.ts';
import type { LaunchRecord } from './launch-record.ts';

/** Looks now and then whether a writing session changes anything: its commits, its files, and how large its changes are. */
export class ProgressCheck {
  readonly #clock: Clock;
  readonly #cwd: string;
  readonly #mostMs: number;
  #lookedMs: number;
  #changedMs: number;
  #print = '';

  constructor(clock: Clock, { cwd, stuckMs }: Pick<LaunchRecord, 'cwd' | 'stuckMs'>) {
    this.#clock = clock;
    this.#cwd = cwd;
    this.#mostMs = stuckMs ?? Infinity;
    this.#lookedMs = this.#changedMs = clock.elapsed();
  }

  /** Answers `stuck` when nothing has changed for too long. Costs nothing between its looks. */
  async look(): Promise<'stuck' | null> {
    const nowMs = this.#clock.elapsed();
    if (nowMs - this.#lookedMs < this.#mostMs / 10) return null;
    this.#lookedMs = nowMs;
    const print = await this.#fingerprint();
    if (print !== this.#print) this.#changedMs = nowMs;
    this.#print = print;
    return nowMs - this.#changedMs > this.#mostMs ? 'stuck' : null;
  }

  async #fingerprint(): Promise<string> {
    const said = await git({ cwd: this.#cwd, args: ['rev-parse', '--verify', '--quiet', 'HEAD'], retry: false });
    const head = asCommit(said.stdout.trim());
    return head ? digest(JSON.stringify(await worktreeStatus({ path: this.#cwd, base: head }))) : '';
  }
}
