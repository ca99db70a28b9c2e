import { digest } from '../../../kernel/id.ts';
import { asFields, asList, asNumber, asText } from './fields.ts';
import type { StreamEvent } from './stream-event.ts';

/** What an agent does again and again, and what it consumed so far. */
export class Habits {
  /** The tool that was used last, and how often in a row with the same input. */
  tool = '';
  times = 0;
  /** Tools that were refused since anything was allowed, in order. */
  refused: string[] = [];
  /** Tokens of this session, read and written. */
  tokens = 0;
  #last = '';
  #message = '';

  /** Takes one event. */
  add(event: StreamEvent): void {
    if (event.type === 'assistant') this.#addAnswer(asFields(event['message']));
    else if (event.type === 'user') this.#addResults(asList(asFields(event['message'])['content']).map(asFields));
    else if (event.type === 'system' && event['subtype'] === 'permission_denied') this.refused.push(asText(event['tool_name']));
  }

  #addAnswer(message: Record<string, unknown>): void {
    const id = asText(message['id']);
    if (id !== this.#message) this.tokens += tokensOf(asFields(message['usage']));
    this.#message = id;
    for (const block of asList(message['content']).map(asFields)) {
      if (block['type'] !== 'tool_use') continue;
      const use = digest(JSON.stringify([block['name'], block['input']]));
      this.times = use === this.#last ? this.times + 1 : 1;
      this.tool = asText(block['name']);
      this.#last = use;
    }
  }

  #addResults(blocks: Record<string, unknown>[]): void {
    if (blocks.some((block) => block['type'] === 'tool_result' && block['is_error'] !== true)) this.refused = [];
  }
}

const tokensOf = (usage: Record<string, unknown>): number =>
  ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens', 'output_tokens'].reduce(
    (sum, key) => sum + asNumber(usage[key]),
    0,
  );
