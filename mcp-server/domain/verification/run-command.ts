import { appendFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import { capFile } from '../../infra/process/cap-file.ts';
import { exec, type Exited } from '../../infra/process/exec.ts';
import { killTree } from '../../infra/process/kill-tree.ts';
import { scrubEnvironment } from '../../infra/process/scrub.ts';
import { newSessionId } from '../../kernel/id.ts';
import type { Commit } from '../../kernel/model.ts';

/** One shell command to run on one commit. */
export interface CommandRun {
  command: string;
  cwd: string;
  /** What the command gets besides the scrubbed environment. */
  environment: Record<string, string>;
  commit: Commit;
  /** Written anew: a header that names command and commit, what the command prints, and how it ended. */
  outputPath: string;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** How a shell command ended. A signal counts as 128 and its number, as in a shell; the time limit as 124; an abort as 130. */
export interface CommandExit {
  exitCode: number;
  timedOut: boolean;
  durationMs: number;
}

const stopped = 130;
// What minds SIGTERM closes its files and sockets in well under this.
const graceMs = 2000;

// One that needs more memory than there is ends so every time.
const mostStarts = 3;

/**
 * Runs a command through `sh -c` in a process group of its own, and ends whatever it left running. An aborted one is not
 * started, or ended at once, and never counts as exit 0. One that was killed (SIGKILL, by whoever) has said nothing about the
 * commit: it is run again within its time limit, at most twice.
 */
export async function runCommand(infra: Infra, wanted: CommandRun): Promise<CommandExit> {
  const start = infra.clock.elapsed();
  writeHeader(wanted);
  for (let starts = 1; ; starts += 1) {
    const exit = await runOnce(infra, { ...wanted, timeoutMs: wanted.timeoutMs - (infra.clock.elapsed() - start) });
    const durationMs = Math.round(infra.clock.elapsed() - start);
    const isLast = !exit.wasKilled || starts === mostStarts || durationMs >= wanted.timeoutMs;
    if (isLast)
      capFile(wanted.outputPath, { mostBytes: mostKeptBytes, gap: (bytes) => `\n# … ${bytes} bytes are left out here …\n` });
    writeFooter(wanted, { ...exit, durationMs });
    if (isLast) return { exitCode: exit.exitCode, timedOut: exit.timedOut, durationMs };
    appendFileSync(wanted.outputPath, '# it was killed, and is run again\n\n');
  }
}

const killed = 128 + constants.signals.SIGKILL;

interface End {
  exitCode: number;
  timedOut: boolean;
  /** Whether somebody else killed it. */
  wasKilled: boolean;
  /** What the system said where it could not be started. */
  detail: string;
}

async function runOnce(infra: Infra, wanted: CommandRun): Promise<End> {
  const token = newSessionId();
  const flood = watchFlood(wanted.outputPath);
  let group: number | undefined;
  const exited = await exec({
    command: 'sh',
    args: ['-c', wanted.command],
    cwd: wanted.cwd,
    environment: { ...scrubEnvironment(infra.environment), ...wanted.environment, FANOUT_GATE: token },
    timeoutMs: wanted.timeoutMs,
    outputPath: wanted.outputPath,
    group: true,
    onStart: (pid) => {
      group = pid;
    },
    signal: wanted.signal ? AbortSignal.any([wanted.signal, flood.signal]) : flood.signal,
  });
  flood.end();
  const survivors = await killTree(infra.clock, {
    token: `FANOUT_GATE=${token}`,
    graceMs,
    ...(group === undefined ? {} : { group }),
  });
  if (survivors > 0) infra.log.warn({ command: wanted.command, survivors }, 'processes outlived a check');
  const exitCode = readExit(exited, wanted.signal?.aborted === true);
  const wasKilled = exitCode === killed && !flood.signal.aborted;
  return { exitCode, timedOut: exited.timedOut, wasKilled, detail: exited.stderr };
}

// Read by people and by the builder that mends what is red: the beginning and the end say why.
const mostKeptBytes = 8_000_000;
// A check that prints more than this prints for ever, and would fill the disk until its time is over.
const floodBytes = 1_000_000_000;
const lookEveryMs = 1_000;

/** Aborts when a file has grown beyond all measure. */
function watchFlood(path: string): { signal: AbortSignal; end(): void } {
  const abort = new AbortController();
  const timer = setInterval(() => {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > floodBytes) abort.abort();
  }, lookEveryMs);
  return { signal: abort.signal, end: () => clearInterval(timer) };
}

function readExit({ exitCode, signal, timedOut }: Exited, aborted: boolean): number {
  if (aborted) return stopped;
  if (timedOut) return 124;
  return exitCode ?? (signal === null ? 127 : 128 + signalNumber(signal));
}

const signalNumber = (name: string): number => new Map(Object.entries(constants.signals)).get(name) ?? 0;

function writeHeader({ command, commit, cwd, outputPath, timeoutMs }: CommandRun): void {
  mkdirSync(dirname(outputPath), { recursive: true, mode: 0o700 });
  writeFileSync(outputPath, `$ ${command}\n# commit ${commit} in ${cwd}, at most ${seconds(timeoutMs)}\n\n`, { mode: 0o600 });
}

function writeFooter(
  { outputPath, timeoutMs, signal }: CommandRun,
  { exitCode, durationMs, timedOut, detail }: CommandExit & { detail: string },
): void {
  const end = signal?.aborted ? 'stopped' : timedOut ? `stopped at its limit of ${seconds(timeoutMs)}` : `exit ${exitCode}`;
  appendFileSync(outputPath, `${detail}\n# ${end} after ${seconds(durationMs)}\n`);
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
