import { currentBranch } from '../../infra/git/current-branch.ts';
import { readDiff } from '../../infra/git/diff.ts';
import { findRepository } from '../../infra/git/find-repository.ts';
import { readLog } from '../../infra/git/log.ts';
import { resolveCommit } from '../../infra/git/resolve-commit.ts';
import type { Infra } from '../../infra/infra.ts';
import { listRunRows } from '../../infra/store/projections.ts';
import type { Commit, Repository, RunId } from '../../kernel/model.ts';
import { ledgerPath } from '../../kernel/names.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { readLoads } from '../lessons/count-loads.ts';
import { findStale } from '../lessons/find-stale.ts';
import { readBook, type LessonBook } from '../lessons/lesson-book.ts';
import { lessonStats, type LessonStats } from '../lessons/lesson-stats.ts';
import { listCommitted, readCommitted } from '../lessons/read-committed.ts';
import { mergedTasks } from './merged-tasks.ts';
import { readTaskStates } from './work/record.ts';

/** What a branch has learnt. */
export interface LessonsHere {
  repository: Repository;
  /** The branch's full ref. */
  target: string;
  commit: Commit;
  book: LessonBook;
}

const noBranch = 'a branch, as --on BRANCH: none is checked out here';

/** Reads what the branch that a person is on has learnt, or the one that is named. */
export async function lessonsHere({
  from,
  on,
}: {
  from: string;
  on?: string | undefined;
}): Promise<
  Result<LessonsHere, 'not-a-repository' | 'repository-empty' | 'revision-unknown' | 'argument-invalid' | 'git-failed'>
> {
  const repository = await findRepository(from);
  if (!repository.ok) return repository;
  const branch = on ?? (await currentBranch(from));
  if (branch === null) return fail({ reason: 'argument-invalid', name: 'on', value: '', expected: noBranch });
  const target = `refs/heads/${branch.replace(/^refs\/heads\//, '')}`;
  const commit = await resolveCommit({ repository: repository.value, from, revision: target });
  if (!commit.ok) return commit;
  const place = { repository: repository.value, commit: commit.value };
  const book = readBook((await readCommitted({ ...place, path: ledgerPath })) ?? '');
  return ok({ ...place, target, book });
}

/** Figures of what a branch has learnt: recurrences over the tasks that were merged on this machine, loads, and what may go. */
export async function statsHere(
  infra: Infra,
  { repository, commit, book }: LessonsHere,
): Promise<LessonStats & { stale: { id: string; reason: string }[] }> {
  const merges = mergedTasks(infra, repository);
  const loads = readLoads(infra, repository);
  const files = await listCommitted({ repository, commit, under: [] });
  const cited = citedLessons(infra, repository);
  return {
    ...lessonStats(book, { merges: merges.map(({ at }) => at), loads, cited }),
    stale: findStale(book, { loads, merges, files }),
  };
}

const citedLessons = ({ store }: Infra, { commonDir }: Repository): string[] =>
  listRunRows(store, { repository: commonDir })
    .flatMap(({ id }) => readTaskStates(store, id as RunId))
    .flatMap(({ verdicts }) => verdicts.flatMap(({ findings }) => findings))
    .flatMap(({ lesson, status }) => (lesson && status === 'reproduced' ? [lesson] : []));

/** What the commits of a lesson changed besides the ledger, oldest first, as patches. */
export async function lessonDiff({ repository, commit }: LessonsHere, id: string): Promise<Result<string, 'git-failed'>> {
  const log = await readLog({ repository, to: commit, limit: 10_000 });
  if (!log.ok) return log;
  const patches: string[] = [];
  for (const entry of log.value.filter(({ trailers }) => trailers['Fanout-Lesson'] === id).toReversed()) {
    const [base] = entry.parents;
    const diff = base ? await readDiff({ repository, base, commit: entry.commit }) : ok('');
    if (!diff.ok) return diff;
    patches.push(`commit ${entry.commit}\n${entry.subject}\n\n${diff.value}`);
  }
  return ok(patches.join('\n'));
}
