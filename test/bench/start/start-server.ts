import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Milliseconds from the spawn of a server to its answers. */
export interface Started {
  listMs: number;
  statusMs: number;
}

/** Starts an MCP server as a client does, asks for its tools and for the status of runs, and ends it. */
export async function startServer(
  args: string[],
  { cwd, environment }: { cwd: string; environment: Record<string, string> },
): Promise<Started> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { cwd, env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const tell = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const ask = async (id: number, method: string, params: object): Promise<number> => {
    tell({ id, method, params });
    const line = await lines.next();
    const told = JSON.parse(line.value ?? '{}') as { id?: number; result?: { isError?: boolean } };
    if (told.id !== id || !told.result || told.result.isError === true) throw new Error(`${method}: ${line.value}`);
    return performance.now() - start;
  };
  await ask(1, 'initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '0' } });
  tell({ method: 'notifications/initialized' });
  const listMs = await ask(2, 'tools/list', {});
  const statusMs = await ask(3, 'tools/call', { name: 'run_status', arguments: {} });
  child.stdin.end();
  await closed;
  return { listMs, statusMs };
}
