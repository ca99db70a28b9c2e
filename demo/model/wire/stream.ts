import type { ServerResponse } from 'node:http';
import type { Answer } from './messages.ts';

/** Sends an answer as server-sent events, in the order of https://docs.claude.com/en/docs/build-with-claude/streaming. */
export function streamAnswer(response: ServerResponse, answer: Answer): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (type: string, content: Record<string, unknown>) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...content })}\n\n`);

  send('message_start', { message: { ...answer, content: [], stop_reason: null } });
  for (const [index, block] of answer.content.entries()) {
    if (block.type === 'text') {
      send('content_block_start', { index, content_block: { type: 'text', text: '' } });
      send('content_block_delta', { index, delta: { type: 'text_delta', text: block.text } });
    } else {
      send('content_block_start', { index, content_block: { ...block, input: {} } });
      send('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: JSON.stringify(block.input) } });
    }
    send('content_block_stop', { index });
  }
  send('message_delta', { delta: { stop_reason: answer.stop_reason, stop_sequence: null }, usage: answer.usage });
  send('message_stop', {});
  response.end();
}
