import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { execa, type Options } from 'execa';
import { entering } from './enter.ts';
import { throwIfExhausted } from './exhausted.ts';

/** What came of a program. A program that could not be started has neither an exit code nor a signal. */
export interface Exited {
  exitCode: number | null;
  signal: string | null;
  /** Empty when the output went to a file. */
  stdout: string;
  /** Empty when the output went to a file; the system's reason when the program could not be started. */
  stderr: string;
  timedOut: boolean;
  /** Whether no such program exists. */
  missing: boolean;
}

/** A program to run to its end. */
export interface Execution {
  command: string;
  args: string[];
  cwd: string;
  /** The whole environment: nothing is inherited. */
  environment: Record<string, string>;
  /** What it reads on stdin; without it stdin is empty. */
  input?: string;
  timeoutMs?: number;
  signal?: AbortSignal;
  /** A file to append stdout and stderr to, in the order they were printed. */
  outputPath?: string;
  /** Starts a process group of its own, so that a timeout and an abort end its children too. */
  group?: boolean;
  /** Told the process id, which is also the group's, as soon as the program runs. */
  onStart?: (pid: number) => void;
}

// A program that minds SIGTERM tidies up in well under this; the rest would wait for ever.
const graceMs = 2000;

/**
 * Runs a program and says how it ended. A failing, missing, killed or late program is a value, never an exception; only a machine
 * that has nothing left to start it with is one.
 */
export async function exec(wanted: Execution): Promise<Exited> {
  const output = wanted.outputPath === undefined ? null : await openForAppend(wanted.outputPath);
  const stopping = new AbortController();
  try {
    const { command, args } = entering(wanted);
    const child = execa(command, args, options(wanted, output));
    if (child.pid !== undefined) wanted.onStart?.(child.pid);
    const guard = watch(child, wanted, stopping.signal);
    const result = await child;
    stopping.abort();
    throwIfExhausted(result.exitCode === undefined ? result.code : undefined, wanted.command);
    return {
      exitCode: result.exitCode ?? null,
      signal: result.signal ?? null,
      stdout: text(result.stdout),
      stderr:
        text(result.stderr) ||
        (result.exitCode === undefined && result.signal === undefined ? (result.originalMessage ?? '') : ''),
      timedOut: guard.timedOut,
      missing: result.code === 'ENOENT' && existsSync(wanted.cwd),
    };
  } finally {
    stopping.abort();
    output?.destroy();
  }
}

function options(wanted: Execution, output: WriteStream | null): Options {
  return {
    cwd: wanted.cwd,
    env: wanted.environment,
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    detached: wanted.group === true,
    ...(wanted.input === undefined ? { stdin: 'ignore' as const } : { input: wanted.input }),
    stdout: output ?? ('pipe' as const),
    stderr: output ?? ('pipe' as const),
  };
}

/** Ends the program, or its group, at the timeout or the abort: first asked, then forced. */
function watch(child: { pid?: number | undefined }, wanted: Execution, over: AbortSignal): { timedOut: boolean } {
  const guard = { timedOut: false };
  if (child.pid === undefined) return guard;
  const target = wanted.group === true ? -child.pid : child.pid;
  let force: NodeJS.Timeout | undefined;
  const end = () => {
    send(target, 'SIGTERM');
    force = setTimeout(() => send(target, 'SIGKILL'), graceMs);
  };
  const timer =
    wanted.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          guard.timedOut = true;
          end();
        }, wanted.timeoutMs);
  if (wanted.signal?.aborted === true) end();
  else wanted.signal?.addEventListener('abort', end, { once: true, signal: over });
  over.addEventListener('abort', () => {
    clearTimeout(timer);
    clearTimeout(force);
  });
  return guard;
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // It ended between the decision and the signal.
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

async function openForAppend(path: string): Promise<WriteStream> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  // execa hands an opened file to the program itself, so that a daemon that keeps it open holds nobody up.
  await once(stream, 'open');
  return stream;
}
