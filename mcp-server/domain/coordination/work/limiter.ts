import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Failure } from '../../../kernel/failure.ts';
import type { FailureOf } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { classOf } from './react.ts';

/** What is known of the account that all sessions of an agent share, whatever their run or repository. */
export interface AccountState {
  /** How many sessions may run side by side; grows with success, is halved when the service refuses. */
  most: number;
  /** Until when no session is started, in milliseconds since 1970; 0 when nothing stands in the way. */
  closedUntil: number;
  /** What the service said when it closed the account. */
  detail: string;
}

const open: AccountState = { most: 64, closedUntil: 0, detail: '' };
// Sessions that are refused together are one refusal.
const halvesEveryMs = 10_000;
// Claude Code refreshes its login when it starts, and several at once log each other out.
const staggerMs: Record<string, number> = { claude: 300 };
const lookEveryMs = 50;

/**
 * Lets sessions of one account start: one after another, no more at once than the service bears (half as many after each
 * refusal, one more after as many successes as run at once), and none while a usage limit holds. What it learned is kept in
 * the state folder, so that the next supervisor does not learn it again.
 */
export class Limiter {
  readonly #infra: Infra;
  readonly #agent: string;
  readonly #path: string;
  #state: AccountState;
  #live = 0;
  #startedMs = -Infinity;
  #halvedMs = -Infinity;

  constructor(infra: Infra, agent: string) {
    this.#infra = infra;
    this.#agent = agent;
    this.#path = join(infra.home, `account-${agent}.json`);
    this.#state = readAccount(infra, agent);
  }

  get state(): AccountState {
    return this.#state;
  }

  /** Waits for a turn to start a session, and takes it. The failure says until when the account is closed. */
  async enter(signal: AbortSignal): Promise<FailureOf<'agent-rate-limited'> | null> {
    const { clock } = this.#infra;
    const pause = staggerMs[this.#agent] ?? 0;
    for (;;) {
      const { closedUntil, detail, most } = this.#state;
      if (closedUntil > clock.now()) return { reason: 'agent-rate-limited', agent: this.#agent, detail, resetsAt: closedUntil };
      const isFree = this.#live < Math.max(1, Math.floor(most)) && clock.elapsed() - this.#startedMs >= pause;
      if (isFree || signal.aborted) break;
      await clock.sleep(lookEveryMs, signal);
    }
    this.#startedMs = clock.elapsed();
    this.#live += 1;
    return null;
  }

  /** Counts a session that runs already. */
  adopt(): void {
    this.#live += 1;
  }

  /** A session has ended, or was never started; what came of it teaches what the account bears. */
  leave(failure: Failure | null): void {
    this.#live -= 1;
    if (failure === null) return this.#learn({ most: Math.min(open.most, this.#state.most + 1 / Math.max(1, this.#state.most)) });
    if (failure.reason === 'agent-rate-limited' && failure.resetsAt !== null)
      return this.#learn({ closedUntil: Math.max(failure.resetsAt, this.#state.closedUntil), detail: failure.detail });
    if (classOf(failure) === 'auth') return this.#learn({ most: 1 });
    if (failure.reason === 'agent-rate-limited' || failure.reason === 'agent-unavailable') this.#halve();
  }

  #halve(): void {
    const nowMs = this.#infra.clock.elapsed();
    if (nowMs - this.#halvedMs < halvesEveryMs) return;
    this.#halvedMs = nowMs;
    this.#learn({ most: Math.max(1, Math.min(this.#state.most, this.#live + 1) / 2) });
  }

  #learn(change: Partial<AccountState>): void {
    const learned = { ...this.#state, ...change };
    if (isDeepStrictEqual(learned, this.#state)) return;
    this.#state = learned;
    const draft = `${this.#path}.${process.pid}.tmp`;
    writeFileSync(draft, `${JSON.stringify(this.#state)}\n`, { mode: 0o600 });
    renameSync(draft, this.#path);
  }
}

/** What was learned of an agent's account. */
export function readAccount({ home }: Pick<Infra, 'home'>, agent: string): AccountState {
  try {
    return { ...open, ...(JSON.parse(readFileSync(join(home, `account-${agent}.json`), 'utf8')) as Partial<AccountState>) };
  } catch {
    // Nothing was learned yet.
    return open;
  }
}
