import type { RunId, TaskKey } from '../../kernel/model.ts';
import { readRef } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import { readRunState, readTaskState, record } from './work/record.ts';

/** Records that a task which is at rest is a person's from now on, where one still wants it: it may have landed meanwhile. */
export async function holdTask(infra: Infra, { run, task }: { run: RunId; task: TaskKey }): Promise<void> {
  const { repository } = readRunState(infra.store, run) ?? {};
  const { workspace, attachAsked } = readTaskState(infra.store, run, task) ?? {};
  if (!repository || !workspace || !attachAsked) return;
  const head = await readRef({ repository, ref: `refs/heads/${workspace.branch}` });
  record(infra, { kind: 'task-held', run, task, head: head ?? workspace.base });
}
