import type { RunId, TaskKey } from '../../../kernel/model.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import { readRunState, readTaskState, readTaskStates } from './record.ts';

/** One task of a run, as its events add up. */
export function findTask(
  infra: Pick<Infra, 'store'>,
  { run, task }: { run: RunId; task: string },
): Result<TaskState, 'run-unknown' | 'task-unknown'> {
  if (!readRunState(infra.store, run)) return fail({ reason: 'run-unknown', run });
  const state = readTaskState(infra.store, run, task as TaskKey);
  const known = () => readTaskStates(infra.store, run).map(({ key }) => key);
  return state ? ok(state) : fail({ reason: 'task-unknown', run, task, known: known() });
}

/** Tasks that are blocked only because this one, directly or through others, did not land. */
export function waitersOf(infra: Pick<Infra, 'store'>, { run, task }: { run: RunId; task: TaskKey }): TaskState[] {
  const states = readTaskStates(infra.store, run);
  const freed = new Set<string>([task]);
  const found: TaskState[] = [];
  for (let grew = true; grew;) {
    grew = false;
    for (const state of states) {
      if (freed.has(state.key) || state.failure?.reason !== 'dependency-failed' || !freed.has(state.failure.dependency)) continue;
      freed.add(state.key);
      found.push(state);
      grew = true;
    }
  }
  return found;
}
