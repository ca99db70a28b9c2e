import { randomUUID } from 'node:crypto';
import type { Answer, Block, ToolResult, Usage } from '../model/wire/messages.ts';
import { toolNames } from './tools/use-tool.ts';
import type { ModelUsage } from './spending.ts';

/** How a turn ended. */
export interface Outcome {
  subtype: 'success' | 'error_during_execution';
  isError: boolean;
  terminalReason: 'completed' | 'api_error' | 'aborted_tools';
  apiErrorStatus: number | null;
  text: string;
  structured?: Record<string, unknown>;
}

/** Prints the lines of `claude -p --output-format stream-json` for one session. */
export class Lines {
  readonly #session: string;

  constructor(session: string) {
    this.#session = session;
  }

  /** Opens a turn. */
  init({ model, hasSchema }: { model: string; hasSchema: boolean }): void {
    this.#print({
      type: 'system',
      subtype: 'init',
      cwd: process.cwd(),
      tools: hasSchema ? [...toolNames, 'StructuredOutput'] : toolNames,
      mcp_servers: [],
      model,
      permissionMode: 'acceptEdits',
      slash_commands: [],
      apiKeySource: 'none',
      output_style: 'default',
      agent: 'fanout scripted agent',
    });
  }

  /** Says that a message of a person was taken, by the id that it came with. */
  replay({ content, uuid }: { content: string | Block[]; uuid: string }): void {
    this.#print({ type: 'user', message: { role: 'user', content }, isReplay: true, parent_tool_use_id: null, uuid });
  }

  /** One line for each block of an answer, as Claude Code does it. */
  assistant({ content, ...answer }: Answer): void {
    for (const block of content)
      this.#print({ type: 'assistant', message: { ...answer, content: [block] }, parent_tool_use_id: null });
  }

  /** What came of a tool. */
  user(result: ToolResult): void {
    this.#print({ type: 'user', message: { role: 'user', content: [result] }, parent_tool_use_id: null });
  }

  /** Says that an interrupt was heard. */
  interrupted(requestId: string): void {
    this.#print({
      type: 'control_response',
      response: { subtype: 'success', request_id: requestId, response: { still_queued: [] } },
    });
  }

  /** Closes a turn. `usage` is of this turn, `models` of the whole session, as with Claude Code. */
  result(
    outcome: Outcome,
    cost: { usage: Usage; models: Record<string, ModelUsage>; turns: number; durationMs: number; queued: number },
  ): void {
    this.#print({
      type: 'result',
      subtype: outcome.subtype,
      is_error: outcome.isError,
      terminal_reason: outcome.terminalReason,
      api_error_status: outcome.apiErrorStatus,
      duration_ms: cost.durationMs,
      duration_api_ms: cost.durationMs,
      num_turns: cost.turns,
      stop_reason: outcome.structured ? 'tool_use' : 'end_turn',
      result: outcome.text,
      ...(outcome.structured && { structured_output: outcome.structured }),
      total_cost_usd: Object.values(cost.models).reduce((sum, { costUSD }) => sum + costUSD, 0),
      usage: cost.usage,
      modelUsage: cost.models,
      permission_denials: [],
      queued_turn_count: cost.queued,
    });
  }

  #print(line: Record<string, unknown>): void {
    const whole = { uuid: randomUUID(), ...line, session_id: this.#session, timestamp: new Date().toISOString() };
    process.stdout.write(`${JSON.stringify(whole)}\n`);
  }
}
