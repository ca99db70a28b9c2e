import type { Readable, Writable } from 'node:stream';
import { once } from 'node:events';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  ErrorCode,
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type RequestId,
} from '@modelcontextprotocol/sdk/types.js';

// No honest call comes near it; without a limit a client that never ends its line would fill the memory.
const longestLine = 16 * 1024 * 1024;

/**
 * JSON-RPC, a message a line. Unlike the SDK's own transport it answers what is no message at all with an error, so that no
 * caller waits for ever, and it closes when its input ends.
 */
export function lineTransport({ input, output, onClose }: { input: Readable; output: Writable; onClose(): void }): Transport {
  let rest: string[] = [];
  let restLength = 0;
  let isTooLong = false;
  let isClosed = false;

  const transport: Transport = {
    start: async () => {
      input.setEncoding('utf8');
      input.on('data', read);
      input.once('end', close);
      input.once('close', close);
      output.once('error', close);
    },
    send: async (message) => {
      if (!output.writable) return;
      if (!output.write(`${JSON.stringify(message)}\n`)) await Promise.race([once(output, 'drain'), once(output, 'close')]);
    },
    close: async () => close(),
  };

  function close(): void {
    input.off('data', read);
    if (isClosed) return;
    isClosed = true;
    transport.onclose?.();
    onClose();
  }

  function read(chunk: string): void {
    const [first = '', ...others] = chunk.split('\n');
    keep(first);
    for (const next of others) {
      endLine();
      keep(next);
    }
  }

  function keep(part: string): void {
    restLength += part.length;
    if (restLength > longestLine) isTooLong = true;
    if (isTooLong) rest = [];
    else if (part !== '') rest.push(part);
  }

  function endLine(): void {
    const line = rest.join('').trim();
    const wasTooLong = isTooLong;
    rest = [];
    restLength = 0;
    isTooLong = false;
    if (wasTooLong) refuse(null, ErrorCode.InvalidRequest, `A message may be ${longestLine} characters long.`);
    else if (line !== '') take(line);
  }

  function take(line: string): void {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      refuse(null, ErrorCode.ParseError, 'This line is not JSON.');
      return;
    }
    if (isMessage(message)) transport.onmessage?.(message);
    else refuse(idOf(message), ErrorCode.InvalidRequest, 'This is not a JSON-RPC 2.0 message.');
  }

  function refuse(id: RequestId | null, code: number, message: string): void {
    output.write(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`);
  }

  return transport;
}

const isMessage = (value: unknown): value is JSONRPCMessage =>
  isJSONRPCRequest(value) || isJSONRPCNotification(value) || isJSONRPCResultResponse(value) || isJSONRPCErrorResponse(value);

function idOf(value: unknown): RequestId | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null;
  return typeof value.id === 'string' || typeof value.id === 'number' ? value.id : null;
}
