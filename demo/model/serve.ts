import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decide } from './decide.ts';
import type { Answer, Question, Usage } from './wire/messages.ts';
import type { Move } from './wire/moves.ts';
import type { TaskScript } from './scripts/script.ts';
import { streamAnswer } from './wire/stream.ts';

/** A scripted model that listens. */
export interface Model {
  url: string;
  close(): Promise<void>;
}

/** Says what the model does next, from nothing but what the question holds. */
export type Decide = (question: Question) => Move[];

/** Serves the Messages API on a free port of localhost, answered by the scripts. The same question always gets the same answer. */
export const serveModel = ({ scripts }: { scripts: TaskScript[] }): Promise<Model> =>
  serveDecisions((question) => decide(question, scripts));

/** Serves the Messages API on a free port of localhost, answered by a function. */
export async function serveDecisions(decide: Decide): Promise<Model> {
  const server = createServer((request, response) => {
    answer(request, response, decide).catch((defect: unknown) => refuse(response, 500, 'api_error', String(defect)));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, decide: Decide): Promise<void> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += chunk;
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'POST' && pathname === '/v1/messages/count_tokens')
    return json(response, 200, { input_tokens: Math.ceil(body.length / 4) });
  if (request.method !== 'POST' || pathname !== '/v1/messages')
    return refuse(response, 404, 'not_found_error', `${request.method} ${pathname}`);

  const question = JSON.parse(body) as Question;
  const given = compose(question, decide(question));
  if (question.stream) streamAnswer(response, given);
  else json(response, 200, given);
}

function compose(question: Question, moves: Move[]): Answer {
  // Ids must differ within a conversation, which grows by one message with every answer.
  const turn = question.messages.length;
  return {
    id: `msg_${turn}`,
    type: 'message',
    role: 'assistant',
    model: question.model,
    content: moves.map((move, index) => (move.type === 'text' ? move : { ...move, id: `toolu_${turn}_${index}` })),
    stop_reason: moves.some((move) => move.type === 'tool_use') ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: usageOf(moves),
  };
}

// A coding session mostly reads from the cache; four characters to a token is the usual rule of thumb.
const usageOf = (moves: Move[]): Usage => ({
  input_tokens: 600,
  cache_read_input_tokens: 12_000,
  cache_creation_input_tokens: 400,
  output_tokens: 40 + Math.ceil(JSON.stringify(moves).length / 4),
});

const refuse = (response: ServerResponse, status: number, type: string, message: string) =>
  json(response, status, { type: 'error', error: { type, message } });

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
