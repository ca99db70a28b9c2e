import type { RunView } from '../../../domain/coordination/work/view.ts';
import { looks } from './phase.ts';

/** How many tasks of a run stand where. `merged` counts those whose commit is on the run's branch for good. */
export interface Totals {
  tasks: number;
  merged: number;
  failed: number;
  active: number;
  waiting: number;
}

/** Counts the tasks of a run. What neither landed nor can go on by itself counts as failed. */
export function totals(view: Pick<RunView, 'tasks'>): Totals {
  const phases = view.tasks.map((task) => task.phase);
  const count = (isIt: (phase: (typeof phases)[number]) => boolean) => phases.filter(isIt).length;
  return {
    tasks: phases.length,
    merged: view.tasks.filter(({ phase, merged }) => phase === 'done' && merged !== null).length,
    failed: count((phase) => phase === 'failed' || phase === 'blocked' || phase === 'cancelled'),
    active: count((phase) => looks[phase].isActive),
    waiting: count((phase) => phase === 'waiting' || phase === 'parked' || phase === 'held'),
  };
}
