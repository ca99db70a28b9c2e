// The least that an MCP server on Node can be: JSON-RPC by hand, no package, no tools.
import { createInterface } from 'node:readline';

/** @param {string} method @param {{ protocolVersion?: string }} params */
const answer = (method, params) => {
  if (method === 'tools/list') return { tools: [] };
  if (method === 'tools/call') return { content: [{ type: 'text', text: 'none' }] };
  return {
    protocolVersion: params.protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'raw', version: '0' },
  };
};

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result: answer(method, params) })}\n`);
});
lines.on('close', () => process.exit(0));
