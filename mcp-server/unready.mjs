// The MCP server of a fanout that cannot start. Like main.mjs it runs on any Node since 14 and imports no package.
import { createInterface } from 'node:readline';

const methodNotFound = -32601;
const parseError = -32700;

/**
 * Answers MCP on stdin and stdout until the input ends: `initialize` with instructions and one tool, `doctor`, which both say
 * what is wrong and how to mend it.
 * @param {{ problem: string, mend: string }} why
 */
export function serveUnready({ problem, mend }) {
  const text = `${problem} ${mend}`;
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    if (line.trim() === '') return;
    const reply = answer(line, text, { problem, mend });
    if (reply) process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...reply })}\n`);
  });
  lines.on('close', () => process.exit(0));
}

/**
 * @param {string} line
 * @param {string} text
 * @param {{ problem: string, mend: string }} why
 */
function answer(line, text, why) {
  let message;
  try {
    message = JSON.parse(line);
  } catch {
    return { id: null, error: { code: parseError, message: 'Not JSON.' } };
  }
  if (message === null || typeof message !== 'object' || message.id === undefined || typeof message.method !== 'string')
    return null;
  const { id, method, params } = message;
  if (method === 'initialize') {
    return {
      id,
      result: {
        protocolVersion: params && typeof params.protocolVersion === 'string' ? params.protocolVersion : '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: { name: 'fanout', version: '0' },
        instructions: `fanout cannot start. ${text}`,
      },
    };
  }
  if (method === 'ping') return { id, result: {} };
  if (method === 'tools/list') return { id, result: { tools: [doctor(text)] } };
  if (method === 'tools/call' && params && params.name === 'doctor') {
    const result = { ok: false, problem: why.problem, mend: why.mend };
    return { id, result: { content: [{ type: 'text', text }], structuredContent: result } };
  }
  return { id, error: { code: methodNotFound, message: `fanout cannot start, so it has no ${method}. ${text}` } };
}

/** @param {string} text */
function doctor(text) {
  return {
    name: 'doctor',
    title: 'Say why fanout cannot start',
    description: `fanout cannot start. ${text}`,
    inputSchema: { type: 'object', properties: {}, additionalProperties: false },
    annotations: { readOnlyHint: true },
  };
}
