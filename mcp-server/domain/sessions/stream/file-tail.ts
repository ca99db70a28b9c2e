import { closeSync, openSync, readSync } from 'node:fs';
import { LineSplitter } from './line-splitter.ts';
import { parseEvent, type StreamEvent } from './stream-event.ts';

/** What a tail reports to. */
export interface EventListener {
  onEvent(event: StreamEvent): void;
  onMalformed(): void;
  onOversize(): void;
}

const chunkBytes = 256 * 1024;

/** Follows a file of events that others append to. It only ever remembers its place, so anybody may start over. */
export class FileTail {
  readonly #path: string;
  readonly #splitter: LineSplitter;
  readonly #chunk = Buffer.allocUnsafe(chunkBytes);
  #offset: number;

  /** Follows the file from a place that an earlier tail named. */
  constructor(path: string, listener: EventListener, from = 0) {
    this.#path = path;
    this.#offset = from;
    this.#splitter = new LineSplitter({
      onLine: (line) => {
        const event = parseEvent(line);
        if (event === null) listener.onMalformed();
        else listener.onEvent(event);
      },
      onOversize: () => listener.onOversize(),
    });
  }

  /** Reads what was appended since the last call and answers whether there was any. A file that is not there yet is empty. */
  read(): boolean {
    const file = open(this.#path);
    if (file === null) return false;
    try {
      const before = this.#offset;
      for (;;) {
        const size = readSync(file, this.#chunk, 0, chunkBytes, this.#offset);
        if (size === 0) return this.#offset > before;
        this.#offset += size;
        this.#splitter.push(this.#chunk.subarray(0, size));
      }
    } finally {
      closeSync(file);
    }
  }

  /** The place after the last whole line that was read. */
  get place(): number {
    return this.#offset - this.#splitter.pendingBytes;
  }

  /** Nobody will append any more: what stands after the last newline counts as a line. */
  end(): void {
    this.read();
    this.#splitter.end();
  }
}

function open(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}
