import type { Launch } from '../../../mcp-server/domain/sessions/launch-session.ts';
import { spendingOf } from '../../../mcp-server/domain/sessions/spending.ts';
import type { Reported } from '../../../mcp-server/domain/sessions/stream/reported.ts';
import { SessionDigest } from '../../../mcp-server/domain/sessions/stream/session-digest.ts';
import type { SessionOutcome } from '../../../mcp-server/domain/sessions/wait-session.ts';
import type { Clock } from '../../../mcp-server/kernel/clock.ts';
import type { Failure } from '../../../mcp-server/kernel/failure.ts';

/** What a session does: how many turns it would take, what each costs and how long it takes, and how it ends. */
export interface Part {
  turns: number;
  turnUsd: number;
  turnMs: number;
  /** `answers`: a result; `dies`: killed before it says what it cost; others: a result that is a failure. */
  end: 'answers' | 'dies' | 'limit' | 'overloaded' | 'broken';
}

/** What every session really spent so far, whether it has said so or not. */
export interface Truth {
  session: string;
  usd: number;
  tokens: number;
  turns: number;
  isLive: boolean;
}

/** Conversations as the service counts them: what each cost so far, and what was last said of it. */
export class Conversations {
  readonly #of = new Map<string, { id: string; usd: number; tokens: number }>();
  readonly #reported = new Map<string, Reported>();

  of(launch: Launch): { id: string; usd: number; tokens: number } {
    const resumed = launch.resumes === null ? undefined : this.#of.get(launch.resumes);
    const conversation = resumed ?? { id: launch.session, usd: 0, tokens: 0 };
    this.#of.set(launch.session, conversation);
    return conversation;
  }

  before(launch: Launch): Reported | null {
    return (launch.resumes === null ? undefined : this.#reported.get(launch.resumes)) ?? null;
  }

  keep(launch: Launch, reported: Reported | null): void {
    if (reported) this.#reported.set(launch.session, reported);
  }
}

const tokensOfTurn = { input_tokens: 900, output_tokens: 100 };

/** Plays a session turn by turn, ends it where Claude Code would, and says what our own reading of its output makes of it. */
export async function playSession(
  { clock, conversations, truth }: { clock: Clock; conversations: Conversations; truth: Truth },
  { launch, part, signal, onTurn }: { launch: Launch; part: Part; signal?: AbortSignal | undefined; onTurn(): void },
): Promise<SessionOutcome> {
  const { allowance, session, cwd: keptAt } = launch;
  const digest = new SessionDigest();
  const conversation = conversations.of(launch);
  let over: Failure | null = null;
  const startedMs = clock.elapsed();
  for (let turn = 1; turn <= part.turns && over === null && signal?.aborted !== true; turn++) {
    await clock.sleep(part.turnMs, signal);
    truth.usd += part.turnUsd;
    truth.tokens += 1_000;
    truth.turns += 1;
    conversation.usd += part.turnUsd;
    conversation.tokens += 1_000;
    digest.add({ type: 'assistant', message: { id: `${session} ${turn}`, content: [], usage: tokensOfTurn } });
    onTurn();
    const minutes = (clock.elapsed() - startedMs) / 60_000;
    if (truth.usd >= (allowance.usd ?? Infinity))
      over = { reason: 'session-over-budget', limit: 'usd', spent: truth.usd, session, keptAt };
    else if (turn >= (allowance.turns ?? Infinity))
      over = { reason: 'session-over-budget', limit: 'turns', spent: turn, session, keptAt };
    else if (truth.tokens > (allowance.tokens ?? Infinity))
      over = { reason: 'session-over-budget', limit: 'tokens', spent: truth.tokens, session, keptAt };
    else if (minutes > (allowance.minutes ?? Infinity))
      over = { reason: 'session-over-budget', limit: 'minutes', spent: minutes, session, keptAt };
  }
  const failure = signal?.aborted === true ? stopped(launch) : (over ?? failureOf(part, launch, clock));
  // A watchdog kills; only a session that ends by itself says what it cost.
  const isKilled =
    part.end === 'dies' ||
    signal?.aborted === true ||
    (over !== null && 'limit' in over && over.limit !== 'usd' && over.limit !== 'turns');
  const before = conversations.before(launch);
  if (!isKilled || (over !== null && 'limit' in over && (over.limit === 'usd' || over.limit === 'turns'))) {
    const use = { costUSD: conversation.usd, inputTokens: conversation.tokens * 0.9, outputTokens: conversation.tokens * 0.1 };
    const modelUsage = { model: { ...use, cacheReadInputTokens: 0, cacheCreationInputTokens: 0 } };
    const result = { is_error: failure !== null, total_cost_usd: conversation.usd, num_turns: truth.turns, modelUsage };
    digest.add({ type: 'result', subtype: 'success', ...result, queued_turn_count: 0 });
  }
  conversations.keep(launch, digest.result?.reported ?? before);
  truth.isLive = false;
  return { session, spending: spendingOf(digest, before), failure, text: '', structured: null, denials: [], lastText: '' };
}

function failureOf({ end }: Part, { session, agent, cwd: keptAt }: Launch, clock: Clock): Failure | null {
  switch (end) {
    case 'answers':
      return null;
    case 'dies':
      return { reason: 'session-died', exitCode: null, detail: 'killed', session, keptAt };
    case 'limit':
      return { reason: 'agent-rate-limited', agent: agent.name, detail: 'limit', resetsAt: clock.now() + 3_000 };
    case 'overloaded':
      return { reason: 'agent-unavailable', agent: agent.name, detail: 'overloaded' };
    case 'broken':
      return { reason: 'session-failed', detail: 'broken', session, keptAt };
  }
}

const stopped = ({ session, cwd }: Launch): Failure => ({ reason: 'session-stopped', session, keptAt: cwd });
