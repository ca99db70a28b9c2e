import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../kernel/config.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { addWorktree } from '../../infra/git/add-worktree.ts';
import { checkOut, holdsExactly, type Tree } from '../../infra/git/check-out.ts';
import { findUnusableFilter } from '../../infra/git/required-filter.ts';
import { resolveCommit } from '../../infra/git/resolve-commit.ts';
import { findEntry, removeDeadEntries, type WorktreeEntry } from '../../infra/git/worktree-entry.ts';
import type { Infra } from '../../infra/infra.ts';
import { deleteFolder } from './delete-folder.ts';
import { endProcesses } from './end-processes.ts';
import { checkPath, makeParent } from './guard-path.ts';
import { withRepositoryMutex } from './locks.ts';
import { rememberPlanted } from './spares/keep-spare.ts';
import { keepSnapshot, prepareForSnapshots } from './spares/snapshots.ts';
import { isUntouched, takeSpare } from './spares/take-spare.ts';
import { readRecord, writeRecord, type WorkspaceRecord } from './workspace-record.ts';

/** A worktree to make at `path`, on a branch of its own or detached at `base`. */
export interface WantedTree {
  repository: Repository;
  path: string;
  branch: string | null;
  base: Commit;
  config: Pick<Config, 'spares'>;
}

/** What can be wrong with a worktree before anybody works in it. */
export type PlantReason =
  | 'path-in-use'
  | 'branch-in-use'
  | 'branch-exists'
  | 'revision-unknown'
  | 'repository-empty'
  | 'filter-unusable'
  | 'lock-busy'
  | 'git-failed';

/**
 * Makes a worktree, or finishes one that a kill left half-made, and answers its record. What is refused is refused before
 * anything is made. The registration runs alone in its repository, the checkout beside others. The caller holds the lock of
 * the workspace.
 */
export async function plantWorktree(infra: Infra, wanted: WantedTree): Promise<Result<WorkspaceRecord, PlantReason>> {
  const { repository, path, branch, base } = wanted;
  const known = readRecord(infra, path);
  const entry = wholeEntry(repository, path);
  const refused = checkPath(wanted);
  if (!refused.ok) return refused;
  if (known === null && (entry !== null || existsSync(path)))
    return fail({ reason: 'path-in-use', path, detail: 'it was not made by fanout' });
  if (known !== null && known.stage !== 'adding' && existsSync(path)) {
    if (entry === null) return fail({ reason: 'path-in-use', path, detail: 'git no longer knows the worktree that is there' });
    if (known.branch === branch) return ok(known);
    return fail({ reason: 'path-in-use', path, detail: `it holds ${known.branch ?? 'a detached checkout'}` });
  }
  const usable = await checkBase(wanted);
  if (!usable.ok) return usable;
  // The git of a creation that was killed may live on and would write under ours.
  if (known !== null) await endProcesses(infra, path);
  const record: WorkspaceRecord = {
    path,
    commonDir: repository.commonDir,
    branch,
    base,
    stage: 'adding',
    spares: wanted.config.spares,
  };
  const added = await withRepositoryMutex(infra, repository, () => register(infra, wanted, record));
  if (!added.ok) return added;
  return fill(infra, { repository, ...added.value, record });
}

/** A worktree that git knows, and the commit that its files are to be those of. */
interface Registered {
  entry: WorktreeEntry;
  head: Commit;
}

// A run makes many worktrees of one base.
const seen = new Set<string>();

async function checkBase({ repository, base }: WantedTree): Promise<Result<void, PlantReason>> {
  const name = `${repository.commonDir} ${base}`;
  const commit = seen.has(name) ? ok(base) : await resolveCommit({ repository, revision: base });
  if (!commit.ok) return commit;
  seen.add(name);
  const filter = await findUnusableFilter({ repository, commit: commit.value });
  return filter === null ? ok(undefined) : fail({ reason: 'filter-unusable', ...filter });
}

async function register(infra: Infra, wanted: WantedTree, record: WorkspaceRecord): Promise<Result<Registered, PlantReason>> {
  const { repository, path, branch, base } = wanted;
  const parent = makeParent(wanted);
  if (!parent.ok) return parent;
  writeRecord(infra, record);
  // Nobody has worked in what a killed creation left here.
  if (wholeEntry(repository, path) === null) await deleteFolder(path);
  removeDeadEntries({ repository, path, isOurs: (other) => readRecord(infra, other) !== null });
  const entry = findEntry(repository, path);
  if (entry === null) return addWorktree(wanted);
  const head = branch === null ? ok(base) : await resolveCommit({ repository, revision: `refs/heads/${branch}` });
  return head.ok ? ok({ entry, head: head.value }) : head;
}

async function fill(
  infra: Infra,
  { repository, entry, head, record }: Registered & { repository: Repository; record: WorkspaceRecord },
): Promise<Result<WorkspaceRecord, PlantReason>> {
  const { path } = record;
  const index = join(entry.directory, 'index');
  const tree = { repository, path, index, commit: head };
  const laid = await lay(infra, { ...tree, maySnapshot: record.spares !== 0 });
  if (!laid.ok) return laid;
  if (record.spares !== 0 && !(await keepSnapshot(infra, tree, laid.value))) rememberPlanted(infra, { path, index });
  const done: WorkspaceRecord = { ...record, laid: head, stage: 'filled' };
  writeRecord(infra, done);
  return ok(done);
}

/**
 * Lays the files of a commit, onto those of a spare where there is one, and nothing else: what could be more is begun anew. Answers
 * whether they are other files than those of any snapshot.
 */
async function lay(
  infra: Infra,
  { maySnapshot, ...tree }: Tree & { commit: Commit; maySnapshot: boolean },
): Promise<Result<{ isFresh: boolean }, 'git-failed'>> {
  // Beside no files an index is what a killed creation copied of a spare's, perhaps half of it.
  if (isUntouched(tree.path)) rmSync(tree.index, { force: true });
  const taken = isUntouched(tree.path) ? await takeSpare(infra, tree) : 'spare';
  if (typeof taken === 'object') return ok(taken);
  if (taken === 'none' && maySnapshot) await prepareForSnapshots(tree);
  const fresh = ok({ isFresh: true });
  if (taken === 'same' && (await holdsExactly(tree))) return fresh;
  const first = await checkOut({ ...tree, alone: taken !== 'none' });
  if (taken === 'none' || (first.ok && first.value.isAlone)) return first.ok ? fresh : first;
  for (const name of readdirSync(tree.path)) if (name !== '.git') await deleteFolder(join(tree.path, name));
  rmSync(tree.index, { force: true });
  const again = await checkOut(tree);
  return again.ok ? fresh : again;
}

function wholeEntry(repository: Repository, path: string): WorktreeEntry | null {
  const entry = existsSync(join(path, '.git')) ? findEntry(repository, path) : null;
  return entry !== null && !entry.isHalfMade ? entry : null;
}
