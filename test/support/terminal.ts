import { spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';
import { onTestFinished } from 'vitest';
import { until } from './until.ts';

/** A program in a terminal of its own, with somebody at the keys. */
export interface Terminal {
  /** Presses `key` once a second until `text` shows: a dialog that has just opened takes no keys yet. */
  pressUntil(key: string, text: string | RegExp): Promise<void>;
  /** Types `words`, waits until they are seen, and presses return: what comes in one piece with its return is a paste. */
  enter(words: string): Promise<void>;
  /** What the screen and the lines that scrolled off it show. */
  shown(): string;
  /** Waits until that has `text`. */
  shows(text: string | RegExp): Promise<void>;
  /** Waits until the program ended, and answers its exit code. */
  ended(): Promise<number>;
}

/** Return, as a terminal sends it. */
export const returnKey = '\r';

/** Starts `command` in a terminal of 140 columns and 45 rows. It is killed when the test is over. */
export function openTerminal(
  command: string,
  { args = [], cwd, environment }: { args?: string[]; cwd: string; environment: Record<string, string> },
): Terminal {
  const size = { cols: 140, rows: 45 };
  const screen = new headless.Terminal({ ...size, scrollback: 5000, allowProposedApi: true });
  const program = spawn(command, args, { ...size, cwd, env: environment, name: 'xterm-256color' });
  let exitCode: number | null = null;
  program.onData((data) => screen.write(data));
  // A program asks its terminal what it can do, and waits for the answer.
  screen.onData((answer) => program.write(answer));
  program.onExit((exit) => (exitCode = exit.exitCode));
  onTestFinished(() => {
    if (exitCode === null) program.kill('SIGKILL');
  });
  const shown = (): string => {
    const { active } = screen.buffer;
    return Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '').join('\n');
  };
  const has = (text: string | RegExp): boolean => (typeof text === 'string' ? shown().includes(text) : text.test(shown()));
  const press = (key: string) => program.write(key);
  const shows = async (text: string | RegExp): Promise<void> => {
    try {
      await until(() => has(text), { patienceMs: 60_000 });
    } catch {
      throw new Error(`The terminal never showed ${String(text)}. It shows:\n${shown()}`);
    }
  };
  return {
    pressUntil: async (key, text) => {
      const again = setInterval(press, 1_000, key);
      await shows(text).finally(() => clearInterval(again));
    },
    enter: async (words) => {
      program.write(words);
      await shows(words);
      program.write(returnKey);
    },
    shown,
    shows,
    ended: () =>
      until(() => (exitCode === null ? null : { exitCode }), { what: 'the program to end' }).then((exit) => exit.exitCode),
  };
}
