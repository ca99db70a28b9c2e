import type { Infra } from '../../../infra/infra.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import type { RunView } from '../../../domain/coordination/work/view.ts';
import { listRuns } from '../../../domain/coordination/work/read-run.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';

/** Runs that a person in this folder most likely means: those of the repository there, or all where there is none. */
export async function runsHere(infra: Infra, { cwd }: { cwd: string }): Promise<RunView[]> {
  const repository = await findRepository(cwd);
  return listRuns(infra, { repository: repository.ok ? repository.value.commonDir : undefined });
}

// One letter is soon typed by mistake, and what is found may be ended.
const fewestLetters = 3;

/** Where a run is looked for, and by which word. */
interface Wanted {
  cwd: string;
  wanted: string | undefined;
  /** Whether it is only looked at: then the newest of all will do where there is no repository. */
  reads?: boolean;
}

type NotFound = 'run-unknown' | 'argument-invalid' | 'not-a-repository';

/** The run of this repository that begins like `wanted`, or the one anywhere that is called so; without it, the newest run here that lands its work. */
export async function findRun(infra: Infra, { cwd, wanted, reads = false }: Wanted): Promise<Result<RunView, NotFound>> {
  if (wanted === undefined && !reads) {
    const repository = await findRepository(cwd);
    if (!repository.ok) return repository;
  }
  const here = await runsHere(infra, { cwd });
  const newest = here.find(({ trials }) => trials === null);
  if (wanted === undefined) return newest ? ok(newest) : fail({ reason: 'run-unknown', run: '' });
  const word = wanted.toLowerCase();
  const near = here.filter(({ run }) => word.length >= fewestLetters && run.startsWith(word));
  const found = near.length > 0 ? near : listRuns(infra).filter(({ run }) => run === word);
  const [only, ...others] = found;
  if (!only) return fail({ reason: 'run-unknown', run: wanted });
  if (others.length === 0) return ok(only);
  const expected = `more letters of one of ${found.map(({ run }) => run).join(', ')}`;
  return fail({ reason: 'argument-invalid', name: 'run', value: wanted, expected });
}

/** A run, and one of its tasks where one was named. */
export interface Target {
  view: RunView;
  task: RunView['tasks'][number] | null;
}

/**
 * Reads `[run] [task]` as people write it. A single word is a task of the newest run when one is called that, otherwise a
 * run; a word that could be either is refused, since the two differ by what they may end.
 */
export async function findTarget(
  infra: Infra,
  { cwd, run, task, reads = false }: Omit<Wanted, 'wanted'> & { run: string | undefined; task: string | undefined },
): Promise<Result<Target, NotFound | 'task-unknown'>> {
  const latest = run !== undefined && task === undefined ? await findRun(infra, { cwd, wanted: undefined, reads }) : null;
  const asTask = latest?.ok ? latest.value.tasks.find(({ key }) => key === run) : undefined;
  const found = await findRun(infra, { cwd, wanted: run, reads });
  if (latest?.ok && asTask) {
    if (!found.ok) return ok({ view: latest.value, task: asTask });
    const expected = `one thing alone, so say run and task: it could be run ${found.value.run} or task ${asTask.key} of run ${latest.value.run}`;
    return fail({ reason: 'argument-invalid', name: 'run', value: run ?? '', expected });
  }
  if (!found.ok) return found;
  if (task === undefined) return ok({ view: found.value, task: null });
  const named = found.value.tasks.find(({ key }) => key === task);
  if (named) return ok({ view: found.value, task: named });
  return fail({ reason: 'task-unknown', run: found.value.run, task, known: found.value.tasks.map(({ key }) => key) });
}
