import { existsSync } from 'node:fs';
import { mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shipped } from '../../../kernel/installation.ts';
import type { Commit } from '../../../kernel/model.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { exec } from '../../../infra/process/exec.ts';
import { loadedPath } from './loaded-files.ts';

/** What the hooks of one session hold it to. */
export interface Guard {
  /** The folder of the session's files. */
  directory: string;
  /** The folders that the session may write in, normally its worktree; none for a session that only reads. */
  writable: string[];
  /** What must be there before a session may end, or null when nothing is due. `since` is where its commits begin. */
  due: { worktree: string; since: Commit; checks: string[] } | null;
  /** Commands that the session is refused, each by its first words, with what it is told. */
  refusals?: readonly Refusal[] | undefined;
}

/** A command that a lesson refuses. */
export interface Refusal {
  command: string;
  says: string;
}

/** The settings of a session, as `claude --settings` takes them. */
export interface SessionSettings {
  hooks: Record<string, { matcher?: string; hooks: CommandHook[] }[]>;
}

interface CommandHook {
  type: 'command';
  command: string;
  args: string[];
  /** Seconds. */
  timeout: number;
  /** Since Claude Code 2.1.328; older ones let a call through when a hook cannot run, which fence.sh alone then prevents. */
  onFailure?: 'block';
}

const hooksFolder = shipped('hooks');
// fence.sh bounds itself at 10 seconds; the client must never be the one that gives up, because then the call goes through.
const fenceSeconds = 60;
const stopBoundMs = 240_000;
const stopSeconds = 300;
// It appends one line; a machine that swaps needs longer than the milliseconds that this takes.
const noteSeconds = 10;
// A missing or broken script ends the shell with other codes than 2, which the client would take for consent.
const boot = `trap 'code=$?; [ "$code" -eq 0 ] || exit 2' EXIT; [ -r "$1" ] || { echo "The fence of this session is broken: $1 is missing. Stop, and say so in your answer." >&2; exit 2; }; . "$1"; exit 2`;

/**
 * Writes what the hooks read into the session's directory and returns the settings that make Claude Code run them: the fence,
 * a canary that proves at every start that the fence is on, a note of each file of instructions that is loaded, and the Stop
 * hook when something is due.
 */
export async function sessionSettings({ directory, writable, due, refusals = [] }: Guard): Promise<SessionSettings> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const roots = await Promise.all(writable.map((path) => realpath(path)));
  if (roots.some((root) => root.includes('\n'))) throw new Error(`a folder's name holds a line break: ${roots.join(', ')}`);
  await replaceFile(fencePath(directory), roots.map((root) => `${root}\n`).join(''));
  await rm(provenPath(directory), { force: true });
  const settings: SessionSettings = {
    hooks: {
      PreToolUse: [{ matcher: 'Write|Edit|MultiEdit|NotebookEdit|Bash', hooks: [fenceHook(directory)] }],
      SessionStart: [{ hooks: [canaryHook(directory)] }],
      InstructionsLoaded: [{ hooks: [hook('/bin/sh', [join(hooksFolder, 'loaded.sh'), loadedPath(directory)], noteSeconds)] }],
    },
  };
  if (refusals.length > 0) {
    const path = join(directory, 'refusals.json');
    await replaceFile(path, JSON.stringify(refusals));
    const refuse = {
      ...hook(process.execPath, [join(hooksFolder, 'refuse.mjs'), path], fenceSeconds),
      onFailure: 'block',
    } as const;
    settings.hooks['PreToolUse']?.push({ matcher: 'Bash', hooks: [refuse] });
  }
  if (due) {
    const path = join(directory, 'due.json');
    await replaceFile(path, JSON.stringify({ ...due, boundMs: stopBoundMs }));
    settings.hooks['Stop'] = [{ hooks: [hook(process.execPath, [join(hooksFolder, 'stop.mjs'), path], stopSeconds)] }];
  }
  return settings;
}

/** Puts a write to the fence that it must refuse and one that it must let through, before a session is started behind it. */
export async function proveFence({
  directory,
  writable,
}: Pick<Guard, 'directory' | 'writable'>): Promise<Result<null, 'fence-broken'>> {
  const { command, args } = fenceHook(directory);
  const ask = async (path: string, tries = 1): Promise<{ exitCode: number | null; stderr: string }> => {
    const call = {
      cwd: directory,
      hook_event_name: 'PreToolUse',
      tool_name: 'Write',
      tool_input: { file_path: path, content: '' },
    };
    const answer = await exec({
      command,
      args,
      cwd: directory,
      environment: {},
      input: `${JSON.stringify(call)}\n`,
      timeoutMs: fenceSeconds * 1000,
    });
    // What was killed says nothing about the fence.
    return answer.signal !== null && !answer.timedOut && tries < 3 ? ask(path, tries + 1) : answer;
  };
  const outside = await ask('/fanout-canary');
  if (outside.exitCode !== 2)
    return fail({ reason: 'fence-broken', directory, detail: `a write to /fanout-canary ended with ${outside.exitCode}` });
  for (const root of writable) {
    const inside = await ask(join(root, 'fanout-canary'));
    if (inside.exitCode !== 0) return fail({ reason: 'fence-broken', directory, detail: inside.stderr.trim() });
  }
  return ok(null);
}

/** Whether the client ran the canary of the session and the fence refused it. True from before the session's first `init` line. */
export const isFenceProven = (directory: string): boolean => existsSync(provenPath(directory));

const fencePath = (directory: string): string => join(directory, 'fence.txt');
const provenPath = (directory: string): string => join(directory, 'fence-proven');

const fenceArguments = (directory: string): string[] => [
  join(hooksFolder, 'fence.sh'),
  fencePath(directory),
  process.execPath,
  join(hooksFolder, 'fence-check.mjs'),
];

const fenceHook = (directory: string): CommandHook => ({
  ...hook('/bin/sh', ['-c', boot, 'fanout-fence', ...fenceArguments(directory)], fenceSeconds),
  onFailure: 'block',
});

const canaryHook = (directory: string): CommandHook =>
  hook('/bin/sh', [join(hooksFolder, 'canary.sh'), ...fenceArguments(directory), provenPath(directory)], fenceSeconds);

const hook = (command: string, args: string[], timeout: number): CommandHook => ({ type: 'command', command, args, timeout });

// Readers are other processes, so they must never see half a file.
async function replaceFile(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
