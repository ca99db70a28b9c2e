import { commitFiles } from '../../infra/git/commit-files.ts';
import { readLog } from '../../infra/git/log.ts';
import { readRef, updateRef } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Commit, Lesson, Repository, RunId } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { inTurn } from '../merges/in-turn.ts';
import { appendLine, findLine, ledgerPath } from './ledger.ts';
import { checkPlain, readCommitted } from './read-committed.ts';
import { renderRule, rulePath } from './render-rule.ts';

/** A lesson to write, and the branch to write it on. */
export interface LessonWanted {
  repository: Repository;
  run: RunId;
  /** A full ref, such as `refs/heads/fanout/<run>/merged`. */
  target: string;
  lesson: Lesson;
}

/** Where a lesson is written. */
export interface WrittenLesson {
  commit: Commit;
  path: string;
}

type Writing = Result<WrittenLesson, 'revision-unknown' | 'path-in-use' | 'ref-moved' | 'branch-in-use' | 'git-failed'>;

// As in the merge queue: each loss means that something else landed.
const mostTries = 20;

/**
 * Writes a lesson into the repository in a commit of its own: one more line of the ledger, and the rule that is rendered from
 * it. Nothing else changes, and no file that is there already is replaced. A lesson that is in the ledger gives the same answer.
 */
export const writeLesson = (infra: Infra, wanted: LessonWanted): Promise<Writing> =>
  inTurn(`${wanted.repository.commonDir} ${wanted.target}`, async () => {
    for (let tries = 1; ; tries++) {
      const written = await tryOnce(wanted);
      if (written.ok) infra.log.info({ lesson: wanted.lesson.id, ...written.value }, 'a lesson is written');
      if (written.ok || written.failure.reason !== 'ref-moved' || tries === mostTries) return written;
    }
  });

async function tryOnce({ repository, run, target, lesson }: LessonWanted): Promise<Writing> {
  const tip = await readRef({ repository, ref: target });
  if (tip === null) return fail({ reason: 'revision-unknown', revision: target, path: repository.commonDir });
  const ledger = (await readCommitted({ repository, commit: tip, path: ledgerPath })) ?? '';
  const known = findLine(ledger, lesson.id);
  if (known) return findCommit({ repository, tip, lesson, path: known.path });
  const path = await freePath({ repository, tip, lesson });
  const plain = await checkPlain({ repository, commit: tip, paths: [ledgerPath, path] });
  if (!plain.ok) return plain;
  const files = [
    { path: ledgerPath, content: appendLine(ledger, { ...lesson, state: 'active', path }) },
    { path, content: renderRule(lesson) },
  ];
  const commit = await commitFiles({ repository, parent: tip, files, message: lessonMessage(run, lesson) });
  if (!commit.ok) return commit;
  const moved = await updateRef({ repository, ref: target, from: tip, to: commit.value, message: `fanout: lesson ${lesson.id}` });
  return moved.ok ? ok({ commit: commit.value, path }) : moved;
}

/** The rule's path, with a number when a person has a file of that name. */
async function freePath({ repository, tip, lesson }: { repository: Repository; tip: Commit; lesson: Lesson }): Promise<string> {
  const wanted = rulePath(lesson);
  for (let number = 1; ; number++) {
    const path = number === 1 ? wanted : wanted.replace(/\.md$/, `-${number}.md`);
    if ((await readCommitted({ repository, commit: tip, path })) === null) return path;
  }
}

const lessonMessage = (run: RunId, { id, rule, provenance }: Lesson): string => {
  const { task, finding, brokenAt, fixedAt } = provenance;
  return `docs(rules): a lesson of ${task}\n\n${rule}\n\nFanout-Run: ${run}\nFanout-Task: ${task}\nFanout-Lesson: ${id}\nFanout-Finding: ${finding}\nFanout-Broken-At: ${brokenAt}\nFanout-Fixed-At: ${fixedAt}\n`;
};

/** The commit that wrote a lesson; the tip where an older history does not say. */
async function findCommit({
  repository,
  tip,
  lesson,
  path,
}: {
  repository: Repository;
  tip: Commit;
  lesson: Lesson;
  path: string;
}): Promise<Result<WrittenLesson, 'git-failed'>> {
  const log = await readLog({ repository, to: tip, limit: 10_000 });
  if (!log.ok) return log;
  const entry = log.value.find(({ trailers }) => trailers['Fanout-Lesson'] === lesson.id);
  return ok({ commit: entry?.commit ?? tip, path });
}
