import { copyFileSync, existsSync, lstatSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { mayBeHeld } from '../process/holders.ts';
import { git, gitOk, type GitCall } from './git.ts';
import { withPrivateGitDir, type PrivateGitDir } from './private-git-dir.ts';
import { readRef } from './refs.ts';
import { changedEntries, isCutFrom, layOut, type ChangedEntry } from './half-moved.ts';

/** A branch to move forward together with the checkout that holds it. */
export interface Forward {
  repository: Repository;
  /** The folder of the checkout, and its own git directory. */
  path: string;
  gitDir: string;
  ref: string;
  from: Commit;
  to: Commit;
}

/**
 * Moves a branch that is checked out and its files from one commit to a later one. Local changes that this would touch, and
 * ignored files that it would overwrite, refuse it, and then nothing has changed. No program of the repository runs. Said again
 * after a kill it finishes: a file that is cut short or absent is taken for our own only when it is the beginning of what we
 * were writing, as a note beside the index says.
 */
export async function fastForward(wanted: Forward): Promise<Result<void, 'checkout-dirty' | 'ref-moved' | 'git-failed'>> {
  const { repository, path, gitDir, ref, from, to } = wanted;
  const entries = await changedEntries(wanted);
  if (!entries.ok) return entries;
  const note = noteIn(gitDir);
  const isAgain = unlockAfterKill(wanted) === `${ref} ${from} ${to}`;
  const moved = await withPrivateGitDir({ repository, head: from }, async (own) => {
    const call = await callIn(wanted, own);
    const indexed = await indexedPaths(call);
    if (isAgain) await restore({ wanted, own, call, entries: entries.value, indexed });
    // From here on a kill may leave the index locked; files are touched only after the note says from where to where.
    if (!isAgain) writeFileSync(note, 'looking');
    await git({ ...call, args: ['update-index', '-q', '--refresh'] });
    const added = entries.value.filter(({ path: name, before }) => before === null && !indexed.has(name.toString('latin1')));
    const hidden = added.filter(({ path: name }) => isThere(path, name)).map(({ path: name }) => name.toString());
    if (hidden.length > 0) return fail({ reason: 'checkout-dirty', path, detail: hidden.join(', ') });
    writeFileSync(note, `${ref} ${from} ${to}`);
    const read = await gitOk({ ...call, args: ['read-tree', '-m', '-u', from, to] });
    if (!read.ok) return fail({ reason: 'checkout-dirty', path, detail: read.failure.stderr });
    const args = ['update-ref', '-m', 'fanout: fast-forward', ref, to, from];
    const landed = await gitOk({ cwd: gitDir, environment: { GIT_DIR: gitDir }, args });
    if (landed.ok) return ok(undefined);
    const actual = await readRef({ repository, ref });
    if (actual === to) return ok(undefined);
    await git({ ...call, args: ['read-tree', '-m', '-u', to, from] });
    return actual === from ? landed : fail({ reason: 'ref-moved', ref, expected: from, actual: actual ?? 'none' });
  });
  rmSync(note, { force: true });
  return moved;
}

type Call = Pick<GitCall, 'cwd' | 'environment' | 'config'>;

/** A call on the person's files and index, with their choice of which files are there at all. */
async function callIn({ path, gitDir }: Forward, own: PrivateGitDir): Promise<Call> {
  const environment = { ...own.environment, GIT_WORK_TREE: path, GIT_INDEX_FILE: join(gitDir, 'index') };
  const patterns = join(gitDir, 'info/sparse-checkout');
  const ask = async (name: string) =>
    (await git({ cwd: gitDir, environment: { GIT_DIR: gitDir }, args: ['config', '--type=bool', '--get', name] })).stdout.trim();
  if (!existsSync(patterns) || (await ask('core.sparseCheckout')) !== 'true') return { cwd: path, environment };
  copyFileSync(patterns, join(own.path, 'info/sparse-checkout'));
  const cone = (await ask('core.sparseCheckoutCone')) || 'false';
  return { cwd: path, environment, config: ['core.sparseCheckout=true', `core.sparseCheckoutCone=${cone}`] };
}

async function indexedPaths(call: Call): Promise<Map<string, string>> {
  const { bytes } = await git({ ...call, args: ['ls-files', '--stage', '-z'] });
  const records = bytes.toString('latin1').split('\0').filter(Boolean);
  return new Map(records.map((record) => [record.slice(record.indexOf('\t') + 1), record.split(' ')[1] ?? '']));
}

/** Brings files that a kill left between two commits back to the first. The index says nothing of them yet. */
async function restore({
  wanted,
  own,
  call,
  entries,
  indexed,
}: {
  wanted: Forward;
  own: PrivateGitDir;
  call: Call;
  entries: ChangedEntry[];
  indexed: Map<string, string>;
}): Promise<void> {
  const late = entries.filter(({ path, before }) => indexed.get(path.toString('latin1')) === before?.object);
  const ours: ChangedEntry[] = [];
  for (const entry of late) if (await isCutFrom(wanted, entry)) ours.push(entry);
  for (const { path, before } of ours)
    if (before === null) rmSync(Buffer.concat([Buffer.from(`${wanted.path}/`), path]), { force: true });
  const back = ours.flatMap(({ path, before }) => (before === null ? [] : [path]));
  if (back.length > 0) await layOut({ call, index: join(own.path, 'index'), from: wanted.from, paths: back });
}

const isThere = (folder: string, name: Buffer): boolean =>
  lstatSync(Buffer.concat([Buffer.from(`${folder}/`), name]), { throwIfNoEntry: false }) !== undefined;

/** Removes what a forward that was killed after it had moved the branch left beside the index. */
export function endForward(forward: Omit<Forward, 'from' | 'to'>): void {
  if (unlockAfterKill(forward) !== null) rmSync(noteIn(forward.gitDir), { force: true });
}

const noteIn = (gitDir: string): string => join(gitDir, 'FANOUT_FORWARD');

/** Answers what the note of a killed forward says, or null when there is none, and removes the locks that its git left. */
function unlockAfterKill(forward: Omit<Forward, 'from' | 'to'>): string | null {
  const note = noteIn(forward.gitDir);
  if (!existsSync(note)) return null;
  unlock(forward, note);
  return readFileSync(note, 'utf8');
}

/** Removes the locks that our own git left, which are no older than the note, unless a process may hold them. */
function unlock({ repository, path, gitDir, ref }: Omit<Forward, 'from' | 'to'>, note: string): void {
  const { mtimeMs } = statSync(note);
  for (const lock of [join(gitDir, 'index.lock'), join(gitDir, 'HEAD.lock'), join(repository.commonDir, `${ref}.lock`)]) {
    const stat = statSync(lock, { throwIfNoEntry: false });
    if (stat && stat.mtimeMs >= mtimeMs && !mayBeHeld(lock, [path, gitDir, repository.commonDir])) rmSync(lock, { force: true });
  }
}
