import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { Commit, RunId, TaskKey } from '../../../kernel/model.ts';
import type { Infra } from '../../../infra/infra.ts';
import { readRun } from '../work/read-run.ts';
import { findWorkspace, type FoundWorkspace, type NoWorkspace } from './find-workspace.ts';

/** A worktree that is worked on by hand, tool by tool. */
export interface Place extends FoundWorkspace {
  run: RunId;
  task: TaskKey;
  branch: string;
  /** The commit that it was started from. */
  base: Commit;
}

/** Why a path is no place to work by hand. */
export type NoPlace = NoWorkspace | 'task-not-ready';

/** Finds the worktree at a path. Only those that fanout made, and not those of a run that is under way: they have a master. */
export async function findPlace(infra: Infra, { path: given }: { path: string }): Promise<Result<Place, NoPlace>> {
  const found = await findWorkspace(infra, { path: given });
  if (!found.ok) return found;
  const { path, run, task, branch, record } = found.value;
  if (run === null || task === null || branch === null) return fail({ reason: 'worktree-unknown', path });
  const owner = readRun(infra, { run });
  if (owner.ok && owner.value.status !== 'finished' && owner.value.status !== 'cancelled') {
    return fail({ reason: 'task-not-ready', task, phase: `at work in run ${run}`, wanted: 'not part of a run under way' });
  }
  return ok({ ...found.value, run, task, branch, base: record.base });
}
