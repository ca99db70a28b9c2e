import { spawn } from 'node:child_process';
import { textOf } from './text-of.ts';

// What Claude Code allows a command by default, in time and in characters of output.
const defaultTimeoutMs = 120_000;
const maxCharacters = 30_000;

/** Runs a shell command and gives what it printed. Throws that when it fails. Its whole group ends with it. */
export async function runCommand(input: Record<string, unknown>, signal: AbortSignal): Promise<string> {
  const timeoutMs = typeof input['timeout'] === 'number' ? input['timeout'] : defaultTimeoutMs;
  const child = spawn('sh', ['-c', textOf(input, 'command')], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => endGroup(child.pid);
  const either = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  if (either.aborted) stop();
  either.addEventListener('abort', stop);
  process.once('exit', stop);
  let output = '';
  const keep = (chunk: string) => (output = (output + chunk).slice(0, maxCharacters));
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  try {
    const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    if (code !== 0) throw new Error(`Exit code ${code ?? 'none, it was stopped'}\n${output.trimEnd()}`);
    return output.trimEnd() || '(no output)';
  } finally {
    either.removeEventListener('abort', stop);
    process.off('exit', stop);
    stop();
  }
}

function endGroup(group: number | undefined): void {
  if (group === undefined) return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}
