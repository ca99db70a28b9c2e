import type { Infra } from '../../../infra/infra.ts';
import { readJournal } from '../../../infra/store/journal.ts';
import { listRunRows } from '../../../infra/store/projections.ts';
import type { Recorded } from '../../../kernel/event.ts';
import type { Commit, Evidence, Lesson, Plan, Task, TaskKey } from '../../../kernel/model.ts';
import { anyOverlap } from '../../lessons/overlap.ts';
import type { RunState } from '../../tasks/run-state.ts';
import { runOfRow } from './kept-states.ts';
import { readRunState, readTaskState } from './record.ts';

/** The work of one attempt at a task, so that it can be done again: what was asked, where it began, and by which plan. */
export interface Work {
  run: RunState;
  task: Task;
  base: Commit;
  plan: Plan;
}

/** The work that made the fault of a lesson, with what shows the fault; null where this machine's journal does not have it. */
export function findFaulty(
  infra: Pick<Infra, 'store'>,
  { run, task, finding }: Lesson['provenance'],
): (Work & { evidence: Evidence }) | null {
  const state = run === null ? null : readRunState(infra.store, run);
  if (!state || task === null) return null;
  let evidence: Evidence | null = null;
  const work = workUntil(infra, state, task, (event) => {
    if (event.kind !== 'finding-proven' || event.finding.id !== finding) return false;
    evidence = event.finding.evidence;
    return true;
  });
  return work && evidence ? { ...work, evidence } : null;
}

/** Other work of the repository that was merged without a proven fault: first where the lesson would be told, then the newest. */
export function findControl(
  infra: Pick<Infra, 'store'>,
  { repository, paths, faulty }: { repository: string; paths: readonly string[]; faulty: Work },
): Work | null {
  const sound = listRunRows(infra.store, { repository })
    .map((row) => runOfRow(infra.store, row))
    .filter(({ proof }) => !proof)
    .flatMap((run) => run.graph.tasks.flatMap((task) => soundWork(infra, run, task) ?? []))
    .filter(({ run, task }) => run.run !== faulty.run.run || task.key !== faulty.task.key);
  return sound.find(({ plan }) => anyOverlap(paths, plan.paths)) ?? sound[0] ?? null;
}

function soundWork(infra: Pick<Infra, 'store'>, run: RunState, { key }: Task): Work | null {
  const isSound = readTaskState(infra.store, run.run, key)?.proven.length === 0;
  return isSound ? workUntil(infra, run, key, ({ kind }) => kind === 'merged') : null;
}

/** The attempt of a task that was under way when something happened. */
function workUntil(
  { store }: Pick<Infra, 'store'>,
  run: RunState,
  key: TaskKey,
  isReached: (event: Recorded) => boolean,
): Work | null {
  const task = run.graph.tasks.find((one) => one.key === key);
  if (!task) return null;
  let base: Commit | null = null;
  let plan: Plan | null = null;
  for (const event of readJournal(store, { run: run.run })) {
    if (event.task !== key) continue;
    if (event.kind === 'workspace-ready') base = event.workspace.base;
    if (event.kind === 'plan-made') plan = event.plan;
    if (isReached(event)) return base && plan ? { run, task, base, plan } : null;
  }
  return null;
}
