import { join } from 'node:path';
import { readDiff } from '../../infra/git/diff.ts';
import { resolveCommit } from '../../infra/git/resolve-commit.ts';
import type { Infra } from '../../infra/infra.ts';
import { digest, newSessionId } from '../../kernel/id.ts';
import type { Commit, ProvenFault } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { loadConfig } from '../intake/load-config.ts';
import { admitLesson, type AdmittedLesson } from '../lessons/admit-lesson.ts';
import { changedFiles } from '../lessons/changed-files.ts';
import type { LessonDraft } from '../lessons/lesson-schema.ts';
import { loadedRules } from '../lessons/loaded-rules.ts';
import { readAllCommitted } from '../lessons/read-committed.ts';
import { replayOnCommits } from '../lessons/replay-on-commits.ts';
import type { LessonsHere } from './lessons-here.ts';

/** A fault that somebody shows outside of any run, and what it should teach. */
export interface ShownFault {
  /** The folder that commits are named from. */
  from: string;
  /** Where the command fails. Default: the commit before `fixed`. */
  broken?: string | undefined;
  /** Where it passes. */
  fixed: string;
  /** A shell command, run at the root of clean checkouts of both. */
  command: string;
  /** Files that the command needs and the broken commit has not, such as the fix's own test: as the fixed commit has them. */
  files: readonly string[];
  draft: Pick<LessonDraft, 'rule' | 'why' | 'paths'>;
  signal: AbortSignal;
}

/**
 * Admits a lesson from a fault that somebody shows: the command is replayed by us, must fail on the one commit and pass on the
 * other. What anybody says of the fault counts for nothing.
 */
export async function showLesson(
  infra: Infra,
  here: LessonsHere,
  { draft, ...shown }: ShownFault,
): Promise<Result<AdmittedLesson>> {
  const { repository, commit, book } = here;
  const commits = await resolveBoth(here, shown);
  if (!commits.ok) return commits;
  const diff = await readDiff({ repository, base: commits.value.brokenAt, commit: commits.value.fixedAt });
  if (!diff.ok) return diff;
  const proven = await proveShown(infra, here, { ...shown, ...commits.value, diff: diff.value });
  if (!proven.ok) return proven;
  const loaded = await loadedRules({ repository, commit, book, paths: draft.paths });
  const about = { run: null, task: null, session: newSessionId(), directory: '', loaded };
  return admitLesson({ ...about, answer: draft, proven: proven.value, fix: diff.value });
}

async function resolveBoth(
  { repository }: LessonsHere,
  { from, broken, fixed }: Pick<ShownFault, 'from' | 'broken' | 'fixed'>,
): Promise<Result<{ brokenAt: Commit; fixedAt: Commit }>> {
  const fixedAt = await resolveCommit({ repository, from, revision: fixed });
  if (!fixedAt.ok) return fixedAt;
  const brokenAt = await resolveCommit({ repository, from, revision: broken ?? `${fixedAt.value}^` });
  return brokenAt.ok ? ok({ brokenAt: brokenAt.value, fixedAt: fixedAt.value }) : brokenAt;
}

async function proveShown(
  infra: Infra,
  { repository }: LessonsHere,
  {
    command,
    files,
    brokenAt,
    fixedAt,
    diff,
    signal,
  }: Omit<ShownFault, 'draft' | 'broken' | 'fixed'> & { brokenAt: Commit; fixedAt: Commit; diff: string },
): Promise<Result<ProvenFault>> {
  const config = await loadConfig({ repository });
  if (!config.ok) return config;
  const texts = await readAllCommitted({ repository, commit: fixedAt, paths: files });
  const missing = files.find((path) => !texts.has(path));
  if (missing !== undefined)
    return fail({ reason: 'argument-invalid', name: 'with', value: missing, expected: 'a file of the fixed commit' });
  const evidence = { files: Array.from(texts, ([path, content]) => ({ path, content })), command };
  const id = digest(`person\n${command}\n${brokenAt}\n${fixedAt}`);
  const directory = join(infra.home, 'lessons', digest(repository.commonDir), id);
  const failedOn = await replayOnCommits(infra, {
    repository,
    config: config.value,
    evidence,
    trials: [
      { on: 'broken', commit: brokenAt, wanted: 'reproduced' },
      { on: 'fixed', commit: fixedAt, wanted: 'not-reproduced' },
    ],
    timeoutMs: config.value.checkMinutes * 60_000,
    path: join(directory, 'checkout'),
    outputDirectory: directory,
    signal,
  });
  if (!failedOn.ok) return failedOn;
  const [file] = changedFiles(diff);
  const problems = [
    ...(failedOn.value === null ? [] : [`${wrong[failedOn.value]}; ${join(directory, `${failedOn.value}.log`)} shows it`]),
    ...(file === undefined ? ['between the two commits no file changed'] : []),
  ];
  if (file === undefined || problems.length > 0) return fail({ reason: 'lesson-refused', task: null, problems });
  const finding = { id, severity: 'major', title: `${command} failed`, file, line: 1, what: '', evidence } as const;
  return ok({ finding: { ...finding, status: 'reproduced' }, brokenAt, fixedAt, source: 'person' });
}

const wrong = {
  broken: 'the command does not fail on the broken commit',
  fixed: 'the command does not pass on the fixed commit',
};
