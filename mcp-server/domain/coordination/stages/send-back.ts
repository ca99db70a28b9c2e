import type { Failure } from '../../../kernel/failure.ts';
import { mayGoBack, type FixOrder, type TaskState } from '../../tasks/task-state.ts';
import { recordTask, type KnownAttempt } from '../work/attempt.ts';

/** Sends the task back to its builder, or gives the failure `otherwise` when its rounds are used up. */
export function sendBack(
  attempt: KnownAttempt,
  state: TaskState,
  order: FixOrder & { because: 'checks' | 'findings' | 'conflict'; otherwise: Failure },
): Failure | null {
  if (!mayGoBack(state, attempt.run.config)) return order.otherwise;
  const { because, detail, files, red } = order;
  recordTask(attempt, { kind: 'fix-wanted', because, round: state.round + 1, detail, files, red });
  return null;
}
