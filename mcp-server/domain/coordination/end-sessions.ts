import type { RunId, TaskKey } from '../../kernel/model.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Ground } from './work/attempt.ts';
import { readTaskState, record } from './work/record.ts';

/** Ends the sessions of a task that still run, with all their processes, and records what they cost. */
export async function endSessions(
  infra: Infra,
  { run, task, ground }: { run: RunId; task: TaskKey; ground: Ground },
): Promise<void> {
  for (const session of readTaskState(infra.store, run, task)?.sessions ?? []) {
    if (session.endedAt !== null) continue;
    const { id, stage, directory } = session;
    const { spending } = await ground.stopSession(infra, { session: id });
    const failure = { reason: 'session-stopped', session: id, keptAt: directory } as const;
    record(infra, { kind: 'session-ended', run, task, session: id, stage, spending, failure });
  }
}
