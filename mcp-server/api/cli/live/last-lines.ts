import { readTranscript } from '../../../domain/sessions/read-transcript.ts';
import type { RunView, TaskView } from '../../../domain/coordination/work/view.ts';
import type { TaskKey } from '../../../kernel/model.ts';
import { looks } from '../say/phase.ts';

interface Place {
  directory: string;
  next: number;
  line: string;
}

/** The latest words of each task that is in a session, read on from where the last look ended. */
export class LastLines {
  readonly #places = new Map<TaskKey, Place>();

  /** Reads what the open sessions of a run said since the last look. */
  read(view: RunView): Map<TaskKey, string> {
    return new Map(view.tasks.filter(({ phase }) => looks[phase].isActive).map((task) => [task.key, this.#readTask(task)]));
  }

  #readTask(task: TaskView): string {
    const session = task.sessions.findLast(({ endedAt }) => endedAt === null);
    if (!session) return '';
    const known = this.#places.get(task.key);
    const place = known?.directory === session.directory ? known : { directory: session.directory, next: 0, line: '' };
    const { lines, next } = readTranscript(place.directory, { from: place.next });
    // What it was told is the brief: long, and the same for all.
    const line = lines.findLast(({ kind }) => kind !== 'told')?.text ?? place.line;
    this.#places.set(task.key, { ...place, next, line });
    return line;
  }
}
