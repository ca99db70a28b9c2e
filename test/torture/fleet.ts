import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Processes of one kind that are killed at any moment and replaced, until enough were. */
export interface Fleet {
  /** The TypeScript program, and what it is given. */
  program: string;
  args: string[];
  size: number;
  kills: number;
  /** Hears each line of each process, and says whether that process is killed now. */
  onLine(line: string): boolean;
}

/** Lets a fleet run and be killed. Ends with every process dead; the answer is who was killed, in order. */
export async function runFleet({ program, args, size, kills, onLine }: Fleet): Promise<{ killed: number[] }> {
  const killed: number[] = [];
  const living = new Set<ChildProcess>();
  let failure: Error | null = null;
  const isOver = (): boolean => failure !== null || killed.length >= kills;
  const start = async (): Promise<void> => {
    while (!isOver()) {
      const child = spawn(process.execPath, [program, ...args], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      living.add(child);
      const exited = once(child, 'exit');
      createInterface({ input: child.stdout }).on('line', (line) => {
        const { pid = 0 } = child;
        const dies = onLine(line) && !child.killed && !isOver();
        if (dies && child.kill('SIGKILL')) killed.push(pid);
        if (isOver()) for (const other of living) other.kill('SIGKILL');
      });
      await exited;
      living.delete(child);
      // A process that ends by itself would be replaced for ever.
      if (child.signalCode === null) failure = new Error(`${program} ended by itself with exit code ${child.exitCode}`);
      if (failure) for (const other of living) other.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: size }, start));
  if (failure) throw failure as Error;
  return { killed };
}
