import type { Infra } from '../../infra/infra.ts';
import { listRunRows } from '../../infra/store/projections.ts';
import type { Repository, RunId, TaskKey } from '../../kernel/model.ts';
import { readTaskStates } from './work/record.ts';

/** Every task of a repository that was merged on this machine, and when. A lesson of a task is learnt after that. */
export const mergedTasks = (
  { store }: Pick<Infra, 'store'>,
  { commonDir }: Repository,
): { run: RunId; task: TaskKey; at: number }[] =>
  listRunRows(store, { repository: commonDir }).flatMap(({ id }) =>
    readTaskStates(store, id as RunId).flatMap(({ key, merged }) =>
      merged === null ? [] : [{ run: id as RunId, task: key, at: merged.at }],
    ),
  );
