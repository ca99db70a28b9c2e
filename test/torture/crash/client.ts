import { spawn, type ChildProcess } from 'node:child_process';
import type { Infra } from '../../../mcp-server/infra/infra.ts';
import type { RunId } from '../../../mcp-server/kernel/model.ts';

/** An MCP server in the middle of a call, as Claude Code would have it: it waits for the run and starts what is missing. */
export function startClient(infra: Infra, { run, cwd }: { run: RunId; cwd: string }): ChildProcess {
  const [command = '', ...args] = infra.program;
  const child = spawn(command, [...args, 'mcp'], {
    cwd,
    env: { ...infra.environment, FANOUT_HOME: infra.home },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // It is killed in the middle of what it reads.
  child.stdin.on('error', () => undefined);
  const clientInfo = { name: 'torture', version: '0' };
  const say = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  say({ id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo } });
  say({ method: 'notifications/initialized' });
  say({ id: 2, method: 'tools/call', params: { name: 'run_wait', arguments: { run, seconds: 60 } } });
  return child;
}
