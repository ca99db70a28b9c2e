import { asFields, asList, asNumber, asText } from './fields.ts';
import { readResult, type FinalResult } from './final-result.ts';
import { Habits } from './habits.ts';
import type { StreamEvent } from './stream-event.ts';

/** The last complaint of the service that a session could not work around. */
export interface ApiError {
  /** The agent's word for it: `authentication_failed`, `billing_error`, `rate_limit`, `server_error`, … */
  kind: string;
  status: number;
  text: string;
}

/** What a session's output comes to so far. Fed line by line, in order. */
export class SessionDigest {
  /** The result of the last turn that ended. */
  result: FinalResult | null = null;
  turns = 0;
  lastText = '';
  apiError: ApiError | null = null;
  /** When the usage limit that refused a request is lifted, as the agent said it, or null. */
  limitResetsAt: unknown = null;
  readonly denials = new Set<string>();
  /** Tokens of requests that no result has accounted for, by message. */
  readonly tokens = new Map<string, { input: number; output: number }>();
  /** Lines that were no events. */
  malformed = 0;
  /** Lines beyond the cap. */
  oversized = 0;
  /** What the agent does over and over. */
  readonly habits = new Habits();
  /** Ids of what was said to the session and has reached it. */
  readonly taken = new Set<string>();
  /** Whether the agent has said what it starts with. Its hooks for a start have run by then. */
  hasBegun = false;
  /** Whether the last turn has ended and no other began. */
  isResting = false;

  /** Takes one event. */
  add(event: StreamEvent): void {
    this.habits.add(event);
    if (event.type === 'result') this.#addResult(event);
    else if (event.type === 'assistant') this.#addAnswer(event);
    else if (event.type === 'user') this.#addMessage(event);
    else if (event.type === 'command_lifecycle') this.#addLifecycle(event);
    else if (event.type === 'control_response') this.taken.add(asText(asFields(event['response'])['request_id']));
    else if (event.type === 'rate_limit_event') this.#addLimit(event);
    else if (event.type === 'system' && event['subtype'] === 'init') this.#addStart();
  }

  #addStart(): void {
    this.hasBegun = true;
    this.isResting = false;
  }

  #addResult(event: StreamEvent): void {
    this.result = readResult(event);
    this.turns += this.result.turns;
    for (const tool of this.result.denials) this.denials.add(tool);
    this.tokens.clear();
    this.isResting = this.result.queuedTurns === 0;
  }

  #addAnswer(event: StreamEvent): void {
    this.isResting = false;
    const message = asFields(event['message']);
    const text = asList(message['content'])
      .map((block) => asText(asFields(block)['text']))
      .filter((words) => words !== '')
      .join('\n');
    if (text !== '') this.lastText = text;
    const isRefusal = event['is_api_error_message'] === true || asText(event['error']) !== '';
    this.apiError = isRefusal ? { kind: asText(event['error']), status: asNumber(event['api_error_status']), text } : null;
    const usage = asFields(message['usage']);
    const input = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'].reduce(
      (sum, key) => sum + asNumber(usage[key]),
      0,
    );
    // One message comes as several lines, each with the usage of the whole.
    this.tokens.set(asText(message['id']), { input, output: asNumber(usage['output_tokens']) });
  }

  #addMessage(event: StreamEvent): void {
    this.isResting = false;
    if (event['isReplay'] === true) this.taken.add(asText(event['uuid']));
  }

  #addLifecycle(event: StreamEvent): void {
    const state = event['state'];
    if (state !== 'queued') this.taken.add(asText(event['command_uuid']));
    if (state === 'started') this.isResting = false;
  }

  #addLimit(event: StreamEvent): void {
    const info = asFields(event['rate_limit_info']);
    this.limitResetsAt = info['status'] === 'rejected' ? (info['resetsAt'] ?? null) : null;
  }
}
