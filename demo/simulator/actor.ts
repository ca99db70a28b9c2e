import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Header, Stage } from './scenario.ts';

/** What the command line of a session says, as far as it matters here. */
export interface Orders {
  conversation: string;
  hasSchema: boolean;
  maxUsd: number;
  maxTurns: number;
}

/** A session was told to stop by its own budget. */
export class OverBudget extends Error {}

const tokensOfTurn = { input_tokens: 900, output_tokens: 100 };

/** Plays one session: prints the lines of Claude Code's protocol and counts what they cost. */
export class Actor {
  readonly header: Header;
  readonly orders: Orders;
  /** Settles when the input has ended: nobody will say anything more. */
  readonly dismissed: Promise<void>;
  readonly #stage: Stage;
  #turns: number;
  #ownTurns = 0;

  constructor(wanted: { header: Header; orders: Orders; stage: Stage; dismissed: Promise<void> }) {
    this.header = wanted.header;
    this.orders = wanted.orders;
    this.dismissed = wanted.dismissed;
    this.#stage = wanted.stage;
    this.#turns = wanted.stage.turnsOf(wanted.orders.conversation);
  }

  /** How long a usage limit holds. */
  get limitMs(): number {
    return this.#stage.scenario.limitMs ?? 3_000;
  }

  /** Prints bytes as they are. */
  raw(text: string | Buffer): void {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
  }

  /** Prints one event. */
  emit(line: Record<string, unknown>): void {
    this.raw(`${JSON.stringify({ uuid: randomUUID(), session_id: this.orders.conversation, ...line })}\n`);
  }

  /** Says what it starts with. */
  begin(): void {
    this.emit({ type: 'system', subtype: 'init', cwd: process.cwd(), model: 'simulated', agent: 'fanout simulator' });
  }

  /** One turn of the model: words and, where given, a tool that it uses. Throws `OverBudget` when it was the last it may have. */
  async turn(
    text: string,
    tool?: { name: string; input: Record<string, unknown>; output?: string; isError?: boolean },
  ): Promise<void> {
    await delay(this.#stage.scenario.turnMs);
    this.#turns += 1;
    this.#ownTurns += 1;
    this.#stage.keepTurns(this.orders.conversation, this.#turns);
    const id = `toolu_${this.#turns}`;
    const content: unknown[] = [{ type: 'text', text }];
    if (tool) content.push({ type: 'tool_use', id, name: tool.name, input: tool.input });
    this.emit({ type: 'assistant', message: { id: `msg_${this.#turns}`, role: 'assistant', content, usage: tokensOfTurn } });
    if (tool) {
      const result = { type: 'tool_result', tool_use_id: id, content: tool.output ?? '', is_error: tool.isError ?? false };
      this.emit({ type: 'user', message: { role: 'user', content: [result] } });
    }
    if (this.#ownTurns * this.#stage.scenario.turnUsd >= this.orders.maxUsd) throw new OverBudget('error_max_budget_usd');
    if (this.#ownTurns >= this.orders.maxTurns) throw new OverBudget('error_max_turns');
  }

  /** Closes the session's turn with a result; `over` says what is otherwise than in a success. */
  result(over: Record<string, unknown> = {}): void {
    const usd = this.#turns * this.#stage.scenario.turnUsd;
    const use = { inputTokens: this.#turns * 900, outputTokens: this.#turns * 100, costUSD: usd };
    this.emit({
      type: 'result',
      subtype: 'success',
      is_error: false,
      terminal_reason: 'completed',
      num_turns: this.#ownTurns,
      result: 'It is done.',
      total_cost_usd: usd,
      modelUsage: { simulated: { ...use, cacheReadInputTokens: 0, cacheCreationInputTokens: 0 } },
      permission_denials: [],
      queued_turn_count: 0,
      ...over,
    });
  }
}
