import type { Workspace } from '../../../kernel/model.ts';
import type { TaskState } from '../../tasks/task-state.ts';

/** The workspace of a task that has one by now; its absence is a defect of the state machine. */
export function workspaceOf(state: TaskState): Workspace {
  if (!state.workspace) throw new Error(`Task ${state.key} is ${state.phase} without a workspace`);
  return state.workspace;
}
