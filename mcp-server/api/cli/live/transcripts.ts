import { closeSync, openSync, readSync } from 'node:fs';
import type { RunView, SessionView, TaskView } from '../../../domain/coordination/work/view.ts';
import { readTranscript, type TranscriptLine } from '../../../domain/sessions/read-transcript.ts';
import { sessionFiles } from '../../../domain/sessions/session-files.ts';
import type { SessionId, Stage, TaskKey } from '../../../kernel/model.ts';

/** A line of a transcript, and whose it is. */
export interface SpokenLine extends TranscriptLine {
  task: TaskKey;
  stage: Stage;
  session: SessionId;
}

/** Which transcripts are read. */
export interface Choice {
  task: TaskKey | null;
  stage: Stage | null;
}

/** Reads the transcripts of a run, session by session in the order of their launch, each time on from where it was. */
export class Transcripts {
  readonly #choice: Choice;
  readonly #places = new Map<SessionId, number>();

  constructor(choice: Choice) {
    this.#choice = choice;
  }

  /** What was said since the last call, in words. */
  read(view: RunView): SpokenLine[] {
    return this.#chosen(view).flatMap(({ task, session }) => {
      const { lines, next } = readTranscript(session.directory, { from: this.#places.get(session.id) ?? 0 });
      this.#places.set(session.id, next);
      return lines.map((line) => ({ ...line, task: task.key, stage: session.stage, session: session.id }));
    });
  }

  /** What was printed since the last call, as the agents printed it. */
  readRaw(view: RunView): string {
    return this.#chosen(view)
      .map(({ session }) => this.#readOn(session))
      .join('');
  }

  #readOn({ id, directory }: SessionView): string {
    const from = this.#places.get(id) ?? 0;
    const bytes = readFrom(sessionFiles(directory).output, from);
    // Only whole lines: what is half written is read the next time.
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    this.#places.set(id, from + whole.length);
    return whole.toString('utf8');
  }

  #chosen({ tasks }: RunView): { task: TaskView; session: SessionView }[] {
    const { task: wanted, stage } = this.#choice;
    return tasks
      .filter(({ key }) => wanted === null || key === wanted)
      .flatMap((task) => task.sessions.map((session) => ({ task, session })))
      .filter(({ session }) => stage === null || session.stage === stage)
      .toSorted((one, other) => one.session.launchedAt - other.session.launchedAt);
  }
}

function readFrom(path: string, from: number): Buffer {
  const file = tryOpen(path);
  if (file === null) return Buffer.alloc(0);
  try {
    const chunks: Buffer[] = [];
    for (let at = from; ;) {
      const chunk = Buffer.allocUnsafe(256 * 1024);
      const size = readSync(file, chunk, 0, chunk.length, at);
      if (size === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, size));
      at += size;
    }
  } finally {
    closeSync(file);
  }
}

function tryOpen(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    // A session that has not printed yet has no file.
    return null;
  }
}
