import { exitCodes } from './exit-codes.ts';
import type { Out } from './terminal.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
// EPIPE: `fanout logs | head` has seen enough. EIO: the terminal was closed.
const readerHasLeft = new Set(['EPIPE', 'EIO']);

/** What may end a command before its time: Ctrl-C, a polite kill, a closed terminal, a reader that has left. */
export class Interruption {
  readonly #abort = new AbortController();

  constructor(stdout: Out) {
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (readerHasLeft.has(error.code ?? '')) return this.#abort.abort();
      // Half an answer must not look like a whole one.
      process.stderr.write(`The answer could not be written: ${error.message}\n`);
      return process.exit(exitCodes.notReady.code);
    });
  }

  /** From now on the first interruption aborts the signal, and the second one ends the process. */
  listen(): AbortSignal {
    // Not `once`: the listener that restores the cursor would find itself alone and end the process.
    for (const signal of signals) {
      process.on(signal, () => {
        if (this.#abort.signal.aborted) process.exit(exitCodes.interrupted.code);
        this.#abort.abort();
      });
    }
    return this.#abort.signal;
  }
}
