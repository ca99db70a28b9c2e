import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { asCommit, newRunId } from '../../../kernel/id.ts';
import type { Commit, Repository } from '../../../kernel/model.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import { git, gitOk } from '../../../infra/git/git.ts';
import { inRepository } from '../../../infra/git/in-repository.ts';
import type { Infra } from '../../../infra/infra.ts';
import { listKept, type KeptWork } from './kept-work.ts';
import { openWorktree, type OpenedWorktree } from './open-worktree.ts';

/** Work that is back in a worktree of its own. */
export interface Restored extends OpenedWorktree {
  ref: string;
  /** Paths that are not committed, as they were. */
  uncommitted: string[];
  /** Ignored files that are back too. */
  ignored: string[];
  /** Commits that no branch had; look at them with `git log`. */
  history: Commit | null;
}

/**
 * Brings kept work back into a new worktree, on a branch of its own at the commit that it stood on: index, files, untracked and
 * ignored files are as they were. `wanted` is a ref, or `<run>/<task>` for the newest of a task. The ref goes on keeping it.
 */
export async function restoreWork(infra: Infra, { from, wanted }: { from: string; wanted: string }): Promise<Result<Restored>> {
  const repository = await findRepository(from);
  if (!repository.ok) return repository;
  const kept = choose(await listKept(repository.value), wanted);
  if (kept === null) return fail({ reason: 'revision-unknown', revision: wanted, path: repository.value.commonDir });
  const saved = kept.commit === null ? null : await readSaved(repository.value, kept.commit);
  const opened = await openWorktree(infra, { from, name: kept.task, run: newRunId(), base: saved?.head });
  if (!opened.ok) return opened;
  const { path } = opened.value;
  const laid = saved?.index ? await layOut({ path, work: kept.commit, index: saved.index }) : ok(undefined);
  if (!laid.ok) return laid;
  const ignored = kept.ignored === null ? ok([]) : await layIgnored({ path, commit: kept.ignored });
  if (!ignored.ok) return ignored;
  const status = await git({ cwd: path, args: ['status', '--porcelain', '-z', '--untracked-files=all', '--no-renames'] });
  const uncommitted = status.stdout.split('\0').flatMap((line) => (line === '' ? [] : [line.slice(3)]));
  return ok({ ...opened.value, ref: kept.ref, uncommitted, ignored: ignored.value, history: kept.history });
}

/** The work that a ref, also one with an ending, or a task of a run names. */
function choose(all: readonly KeptWork[], wanted: string): KeptWork | null {
  const exact = all.find(({ ref }) => wanted === ref || wanted.startsWith(`${ref}-`));
  if (exact) return exact;
  const ofTask = all.filter(({ run, task }) => `${run}/${task}` === wanted);
  // What was not committed stands on the branch's commits, so it brings both.
  return ofTask.findLast(({ kind }) => kind === 'rescue') ?? ofTask.at(-1) ?? null;
}

interface Saved {
  /** The commit that the work stood on. */
  head: Commit;
  /** A commit of the index, or null where there was nothing uncommitted. */
  index: Commit | null;
}

/** Reads a commit that was kept: one of uncommitted work has the shape of a stash, anything else is a branch's tip. */
async function readSaved(repository: Repository, commit: Commit): Promise<Saved> {
  const { stdout } = await git({ ...inRepository(repository), args: ['rev-list', '--parents', '--max-count=1', commit] });
  const [, head, index, more] = stdout.trim().split(' ').map(asCommit);
  if (!head || !index || more) return { head: commit, index: null };
  const subject = await git({ ...inRepository(repository), args: ['log', '--max-count=1', '--format=%s', index] });
  return subject.stdout.startsWith('index of ') ? { head, index } : { head: commit, index: null };
}

/** Lays the saved files out, and then the saved index over them. */
async function layOut({ path, work, index }: { path: string; work: Commit | null; index: Commit }) {
  const files = await gitOk({ cwd: path, args: ['read-tree', '--reset', '-u', `${work}^{tree}`] });
  if (!files.ok) return files;
  const staged = await gitOk({ cwd: path, args: ['read-tree', '--reset', `${index}^{tree}`] });
  if (!staged.ok) return staged;
  // What differs makes it fail, and is what was not staged.
  await git({ cwd: path, args: ['update-index', '-q', '--refresh'] });
  return ok(undefined);
}

async function layIgnored({ path, commit }: { path: string; commit: Commit }): Promise<Result<string[], 'git-failed'>> {
  const listed = await gitOk({ cwd: path, args: ['ls-tree', '-r', '-z', '--name-only', commit] });
  if (!listed.ok) return listed;
  const names = listed.value.split('\0').filter((name) => name !== '');
  // In overlay mode nothing else of the worktree is touched.
  const restored = await gitOk({ cwd: path, args: ['restore', '--overlay', '--worktree', `--source=${commit}`, '--', '.'] });
  if (!restored.ok) return restored;
  // git keeps no such mode, and passwords stand in there.
  for (const name of names) if (/(?:^|\/)\.env/.test(name)) chmodSync(join(path, name), 0o600);
  return ok(names);
}
