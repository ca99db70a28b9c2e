/** What a splitter reports to. */
export interface LineListener {
  /** A whole line without its newline, never empty and never above the cap. The buffer is only valid during the call. */
  onLine(line: Buffer): void;
  /** A line was longer than the cap and was left out. */
  onOversize(): void;
}

// Whole files come as one line of output; a line beyond this is nobody's answer.
const maxLineBytes = 4 * 1024 * 1024;

/** Splits a stream of bytes into lines. What it reports does not depend on how the bytes are cut, and its memory is capped. */
export class LineSplitter {
  readonly #listener: LineListener;
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #length = 0;
  #isSkipping = false;
  #pendingBytes = 0;

  constructor(listener: LineListener, maxBytes = maxLineBytes) {
    this.#listener = listener;
    this.#maxBytes = maxBytes;
  }

  /** How many bytes since the last newline were taken. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Takes the next bytes. They may be overwritten after the call. */
  push(bytes: Buffer): void {
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      this.#take(bytes.subarray(start, end), false);
      this.#finishLine();
      start = end + 1;
    }
    this.#take(bytes.subarray(start), true);
  }

  /** The stream has ended: a last line without a newline counts as a line. */
  end(): void {
    this.#finishLine();
  }

  #take(piece: Buffer, mustCopy: boolean): void {
    this.#pendingBytes += piece.length;
    if (this.#isSkipping || piece.length === 0) return;
    if (this.#length + piece.length > this.#maxBytes) {
      this.#listener.onOversize();
      this.#parts = [];
      this.#length = 0;
      this.#isSkipping = true;
      return;
    }
    this.#parts.push(mustCopy ? Buffer.from(piece) : piece);
    this.#length += piece.length;
  }

  #finishLine(): void {
    const [first] = this.#parts;
    if (first !== undefined) this.#listener.onLine(this.#parts.length === 1 ? first : Buffer.concat(this.#parts, this.#length));
    this.#parts = [];
    this.#length = 0;
    this.#isSkipping = false;
    this.#pendingBytes = 0;
  }
}
