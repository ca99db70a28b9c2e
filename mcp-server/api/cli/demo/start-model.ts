import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Environment } from '../terminal/context.ts';
import { demoFolder } from './sample.ts';

/** The scripted model, serving the Messages API on loopback. */
export interface ScriptedModel {
  url: string;
  /** Ends it and waits until it has gone. It also ends by itself when this process does, in whatever way. */
  stop(): Promise<void>;
}

/** Starts the scripted model as a process of its own. */
export async function startModel({ environment }: { environment: Environment }): Promise<ScriptedModel> {
  const child = spawn(process.execPath, [join(demoFolder(), 'model', 'main.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // A group of its own: Ctrl-C at the terminal must not end it before the sessions that talk to it.
    detached: true,
    env: { ...environment },
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), ended.then(() => null)]);
  if (!first) throw new Error(`The scripted model ended with exit code ${child.exitCode} before it gave its address`);
  lines.close();
  return {
    url: String(first[0]),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
