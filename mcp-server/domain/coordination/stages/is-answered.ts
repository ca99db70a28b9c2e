import type { Attempt } from '../work/attempt.ts';
import { readRunState } from '../work/record.ts';
import { readTaskEvents } from '../work/task-events.ts';

/** Whether it is known already what a fault of this task taught: a lesson that is used or waits, or nothing. */
export function isAnswered({ infra, run, task }: Attempt, finding: string): boolean {
  const state = readRunState(infra.store, run.run);
  const known = [...(state?.lessons ?? []), ...(state?.waiting ?? [])];
  return (
    known.some(({ lesson: { provenance } }) => provenance.task === task.key && provenance.finding === finding) ||
    readTaskEvents(infra, { run: run.run, task: task.key }).some(
      (event) => event.kind === 'lesson-declined' && event.finding === finding,
    )
  );
}
