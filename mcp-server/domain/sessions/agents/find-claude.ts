import { delimiter, dirname, join } from 'node:path';
import { exec } from '../../../infra/process/exec.ts';
import { scrubEnvironment } from '../../../infra/process/scrub.ts';
import type { Agent } from '../../../kernel/event.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { isProgram } from './find-program.ts';
import { isOlder } from './version.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The oldest Claude Code that has every flag we use, and on which they were tried. */
export const oldestClaude = '2.1.197';

// A version is printed in 30 ms; a machine that swaps needs longer.
const patienceMs = 20_000;

/**
 * Finds Claude Code and looks how old it is. In this order: the configured program, `FANOUT_CLAUDE`, `claude` on PATH, and the
 * package that development installs beside us. What the person named is never passed over for another.
 */
export async function findClaude(
  environment: Environment,
  configured?: string,
): Promise<Result<Agent, 'agent-missing' | 'agent-too-old'>> {
  const looked = candidates(environment, configured);
  const path = looked.find(isProgram);
  if (path === undefined) return fail({ reason: 'agent-missing', agent: 'claude', looked });
  const ask = (flag: string) =>
    exec({ command: path, args: [flag], cwd: '/', environment: scrubEnvironment(environment), timeoutMs: patienceMs });
  const { exitCode, stdout, stderr } = await ask('--version');
  if (exitCode !== 0) {
    const refusal = stderr.trim() || `it ended with ${exitCode ?? 'a signal'}`;
    return fail({ reason: 'agent-missing', agent: 'claude', looked: [path], refusal });
  }
  const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0];
  if (version === undefined || isOlder(version, oldestClaude)) {
    return fail({ reason: 'agent-too-old', agent: 'claude', version: version ?? stdout.trim(), needed: oldestClaude });
  }
  const { stdout: help } = await ask('--help');
  // Where the version knows it: whatever would ask a person is refused at once, instead of by falling through every rule.
  const command = help.includes('--permission-prompts') ? [path, '--permission-prompts', 'none'] : [path];
  return ok({ name: 'claude', command, version });
}

function candidates(environment: Environment, configured: string | undefined): string[] {
  const named = configured ?? environment['FANOUT_CLAUDE'];
  if (named !== undefined && named.includes('/')) return [named];
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = folders.map((folder) => join(folder, named ?? 'claude'));
  return named === undefined ? [...onPath, ...beside(import.meta.dirname)] : onPath;
}

/** Where the package of this machine's Claude Code may be installed, in every folder above. */
function beside(folder: string): string[] {
  const own = join(folder, 'node_modules', '@anthropic-ai', `claude-code-${process.platform}-${process.arch}`, 'claude');
  return dirname(folder) === folder ? [own] : [own, ...beside(dirname(folder))];
}
