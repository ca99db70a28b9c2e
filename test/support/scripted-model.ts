import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the scripted model says or does next. */
export type Move = { type: 'text'; text: string } | { type: 'tool_use'; name: string; input: Record<string, unknown> };

/** A question of a client, with what a script mostly looks at. */
export interface Asked {
  /** What the person or the last tools said, without what the client adds of its own. */
  latest: string;
  /** All that was said so far. */
  everything: string;
  /** How many tool results came since the person last spoke. */
  results: number;
  tools: string[];
  body: Record<string, unknown>;
}

/** Refuses a request, as the service does. */
export interface Refusal {
  status: number;
  type: string;
  message: string;
  headers?: Record<string, string>;
}

/** Answers a question with moves, a refusal, or never (`null`), until the client goes away. */
export type Script = (asked: Asked) => Move[] | Refusal | null | Promise<Move[] | Refusal | null>;

/** A Messages API on loopback that answers by script. */
export interface ScriptedModel {
  url: string;
  /** Every question so far. */
  asked: Asked[];
  close(): Promise<void>;
}

interface Block {
  type: string;
  text?: string;
  content?: unknown;
}

/** Says something, which ends the turn. */
export const say = (text: string): Move => ({ type: 'text', text });

/** Uses a tool. */
export const use = (name: string, input: Record<string, unknown>): Move => ({ type: 'tool_use', name, input });

/** Runs a command. */
export const bash = (command: string): Move => use('Bash', { command, description: 'a step' });

/** Serves a scripted model on a free port. Every request costs 1,000 tokens of input and 50 of output. */
export async function serveScript(script: Script): Promise<ScriptedModel> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    answer(request, response, { script, asked }).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { script, asked }: { script: Script; asked: Asked[] },
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const path = (request.url ?? '').split('?')[0];
  if (path === '/v1/messages/count_tokens') return json(response, 200, { input_tokens: 1000 });
  if (path !== '/v1/messages') return json(response, 404, { type: 'error', error: { type: 'not_found_error', message: path } });
  const question = read(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
  asked.push(question);
  const moves = await script(question);
  if (moves === null) return;
  if (!Array.isArray(moves)) {
    return json(response, moves.status, { type: 'error', error: { type: moves.type, message: moves.message } }, moves.headers);
  }
  const message = compose(moves, { id: asked.length, model: question.body['model'] });
  if (question.body['stream'] === true) stream(response, message);
  else json(response, 200, message);
}

function read(body: Record<string, unknown>): Asked {
  const messages = body['messages'] as { role: string; content: string | Block[] }[];
  const said = messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => (typeof content === 'string' ? [{ type: 'text', text: content }] : content))
    .map((blocks) => blocks.filter(({ text }) => text?.startsWith('<system-reminder>') !== true));
  const spoken = said.findLastIndex((blocks) => blocks.some(({ type }) => type === 'text'));
  const since = said.slice(spoken).flat();
  return {
    latest: JSON.stringify(said.at(-1) ?? []),
    everything: JSON.stringify(messages),
    results: since.filter(({ type }) => type === 'tool_result').length,
    tools: ((body['tools'] ?? []) as { name: string }[]).map(({ name }) => name),
    body,
  };
}

const usage = { input_tokens: 1000, output_tokens: 50 };

function compose(moves: Move[], { id, model }: { id: number; model: unknown }) {
  const content = moves.map((move, index) => (move.type === 'text' ? move : Object.assign({ id: `toolu_${id}_${index}` }, move)));
  const reason = moves.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn';
  return { id: `msg_${id}`, type: 'message', role: 'assistant', model, content, stop_reason: reason, stop_sequence: null, usage };
}

function json(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

function stream(response: ServerResponse, message: ReturnType<typeof compose>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (type: string, data: object) => response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  send('message_start', { message: { ...message, content: [], stop_reason: null } });
  for (const [index, block] of message.content.entries()) {
    const [start, delta] =
      block.type === 'text'
        ? [
            { type: 'text', text: '' },
            { type: 'text_delta', text: block.text },
          ]
        : [
            { ...block, input: {} },
            { type: 'input_json_delta', partial_json: JSON.stringify(block.input) },
          ];
    send('content_block_start', { index, content_block: start });
    send('content_block_delta', { index, delta });
    send('content_block_stop', { index });
  }
  send('message_delta', { delta: { stop_reason: message.stop_reason, stop_sequence: null }, usage });
  send('message_stop', {});
  response.end();
}
