import type { Infra } from '../../../infra/infra.ts';
import { readJournal } from '../../../infra/store/journal.ts';
import type { Recorded } from '../../../kernel/event.ts';
import type { RunId, TaskKey } from '../../../kernel/model.ts';

const page = 10_000;

/** Everything that happened to a task, oldest first. */
export function readTaskEvents({ store }: Pick<Infra, 'store'>, { run, task }: { run: RunId; task: TaskKey }): Recorded[] {
  const events: Recorded[] = [];
  for (let after = 0; ;) {
    const read = readJournal(store, { run, after, limit: page });
    events.push(...read.filter((event) => event.task === task));
    if (read.length < page) return events;
    after = read.at(-1)?.seq ?? after;
  }
}
