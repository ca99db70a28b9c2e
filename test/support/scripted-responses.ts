import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the scripted model of the Responses API does next: say something, or run a command. */
export type Reply = { say: string } | { run: string };

/** A Responses API on loopback that answers by script. */
export interface ScriptedResponses {
  url: string;
  /** Every question so far. */
  asked: Record<string, unknown>[];
  close(): Promise<void>;
}

const usage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 40 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 5 },
  total_tokens: 120,
};

/** Serves a script on a free port: the n-th question, from 0, gets the n-th reply. */
export async function serveResponses(
  script: (nth: number, question: Record<string, unknown>) => Reply,
): Promise<ScriptedResponses> {
  const asked: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method !== 'POST' || !request.url?.endsWith('/responses')) return response.writeHead(404).end('{}');
      const question = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      const id = `resp_${asked.push(question)}`;
      const send = (event: { type: string }) => response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      send({ type: 'response.created', response: { id } } as { type: string });
      const item = itemOf(script(asked.length - 1, question), asked.length);
      send({ type: 'response.output_item.done', output_index: 0, item } as { type: string });
      send({ type: 'response.completed', response: { id, usage } } as { type: string });
      return response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const itemOf = (reply: Reply, nth: number): object =>
  'run' in reply
    ? {
        type: 'function_call',
        id: `fc_${nth}`,
        call_id: `call_${nth}`,
        name: 'exec_command',
        arguments: JSON.stringify({ cmd: reply.run }),
      }
    : { type: 'message', role: 'assistant', id: `msg_${nth}`, content: [{ type: 'output_text', text: reply.say }] };
