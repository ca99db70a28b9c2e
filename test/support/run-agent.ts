import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A line of an agent's output. */
export type AgentLine = Record<string, unknown> & { type: string };

/** How an agent's process ended, and what it printed. */
export interface AgentRun {
  exitCode: number | null;
  lines: AgentLine[];
  /** The last result line, or an empty object where there is none. */
  result: Record<string, unknown>;
  stderr: string;
}

/** Runs an agent in `cwd` on some messages, by the stream-json protocol, until it ends by itself. */
export async function runAgent(
  command: string[],
  { cwd, environment, messages }: { cwd: string; environment: Record<string, string>; messages: string[] },
): Promise<AgentRun> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd, env: environment, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  child.stdin.end(
    messages.map((content) => `${JSON.stringify({ type: 'user', message: { role: 'user', content } })}\n`).join(''),
  );
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AgentLine);
  return { exitCode, lines, result: lines.findLast(({ type }) => type === 'result') ?? {}, stderr };
}
