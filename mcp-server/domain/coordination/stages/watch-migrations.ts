import picomatch from 'picomatch';
import type { Commit, TaskKey } from '../../../kernel/model.ts';
import { listTree } from '../../../infra/git/list-tree.ts';
import { sameNumbers } from '../../overlaps/migration-number.ts';
import { isEnded, type TaskState } from '../../tasks/task-state.ts';
import type { Attempt } from '../work/attempt.ts';
import { readTaskStates, record } from '../work/record.ts';

/** What of an attempt counts here. */
type Site = Pick<Attempt, 'infra' | 'run' | 'task'>;

/**
 * Compares the numbers of the migrations that a task has built with those of the tasks under way beside it, and records once of
 * each of two that they took the same. Nothing is changed: whoever merges later gets the next free number.
 */
export async function watchMigrations(attempt: Site, { key, workspace, commit }: TaskState): Promise<void> {
  const { infra, run } = attempt;
  if (run.config.merges.migrations.length === 0 || !workspace || !commit) return;
  const own = await addedMigrations(attempt, { base: workspace.base, commit });
  if (own.length === 0) return;
  for (const other of readTaskStates(infra.store, run.run)) {
    if (other.key === key || isEnded(other.phase) || !other.workspace || !other.commit) continue;
    const added = await addedMigrations(attempt, { base: other.workspace.base, commit: other.commit });
    const [files, theirs] = [sameNumbers(own, added), sameNumbers(added, own)];
    if (files.length === 0) continue;
    tell(attempt, { task: key, beside: other.key, files, theirs });
    tell(attempt, { task: other.key, beside: key, files: theirs, theirs: files });
  }
}

/** Both may look at the same time: only what is not recorded yet is. */
function tell({ infra, run }: Site, clash: { task: TaskKey; beside: TaskKey; files: string[]; theirs: string[] }): void {
  const known = readTaskStates(infra.store, run.run).find(({ key }) => key === clash.task)?.clashes ?? [];
  if (!known.some(({ with: other }) => other === clash.beside))
    record(infra, { kind: 'migrations-clash', run: run.run, ...clash });
}

async function addedMigrations(
  { run }: Pick<Site, 'run'>,
  { base, commit }: { base: Commit; commit: Commit },
): Promise<string[]> {
  const { repository, config } = run;
  const isMigration = picomatch([...config.merges.migrations]);
  const before = await listTree({ repository, tree: base });
  const after = await listTree({ repository, tree: commit });
  if (!before.ok || !after.ok) return [];
  return [...after.value.keys()].filter((path) => isMigration(path) && !before.value.has(path));
}
