import { isAncestor, mergeBase } from '../../../infra/git/ancestors.ts';
import { gitOk } from '../../../infra/git/git.ts';
import { inRepository } from '../../../infra/git/in-repository.ts';
import { parsePatch, patchOptions, type FilePatch, type Hunk, type Lines } from '../../../infra/git/patch.ts';
import { asCommit } from '../../../kernel/id.ts';
import type { Commit, Repository } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import type { Objection } from './objection.ts';

interface Change {
  repository: Repository;
  base: Commit;
  commit: Commit;
}

/**
 * Finds what landed on the target and was merged into a branch without its effect, as `git checkout --ours` does in a conflict:
 * the commit has the branch's own old lines in its place. The change from `base` alone looks as if the branch meant to remove it.
 */
export async function findUndone(change: Change): Promise<Result<Objection[], 'git-failed'>> {
  const { repository, base, commit } = change;
  const args = ['rev-list', '--merges', '--first-parent', '--parents', `${base}..${commit}`, '--'];
  const merges = await gitOk({ ...inRepository(repository), args });
  if (!merges.ok) return merges;
  const found: Objection[] = [];
  for (const line of merges.value.split('\n').filter(Boolean)) {
    const [merge, ours, ...others] = line.split(' ').map(asCommit);
    for (const landed of others) {
      if (!merge || !ours || !landed || !(await isAncestor({ repository, ancestor: landed, of: base }))) continue;
      const undone = await undoneBy({ ...change, merge, ours, landed });
      if (!undone.ok) return undone;
      found.push(...undone.value);
    }
  }
  return ok(found);
}

async function undoneBy({
  repository,
  commit,
  merge,
  ours,
  landed,
}: Change & { merge: Commit; ours: Commit; landed: Commit }): Promise<Result<Objection[], 'git-failed'>> {
  const fork = await mergeBase({ repository, one: ours, other: landed });
  if (fork === null) return ok([]);
  const read = (from: Commit, to: Commit) => readPatch(repository, [from, to]);
  const [theirs, own, after] = [await read(fork, landed), await read(fork, ours), await read(ours, commit)];
  if (!theirs.ok) return theirs;
  if (!own.ok) return own;
  if (!after.ok) return after;
  const ownByName = new Map(own.value.map((file) => [file.before ?? file.after, file]));
  const afterByName = new Map(after.value.flatMap((file) => [[file.before, file] as const, [file.after, file] as const]));
  return ok(
    theirs.value.flatMap((file): Objection[] => {
      const path = file.before ?? file.after ?? '';
      const branch = ownByName.get(path);
      if (branch && branch.objects.after === file.objects.after) return [];
      const later = afterByName.get(branch?.after ?? path);
      const line = firstUndone(file, { branch, later });
      return line === null ? [] : [{ kind: 'landing-undone', path, what: say(merge, line) }];
    }),
  );
}

const say = (merge: Commit, line: string): string =>
  `The merge ${merge.slice(0, 12)} takes back what landed there${line === '' ? '' : `, such as “${line.trim().slice(0, 80)}”`}. Bring it back beside your own change.`;

async function readPatch(
  repository: Repository,
  [from, to]: readonly [Commit, Commit],
): Promise<Result<FilePatch[], 'git-failed'>> {
  const args = ['diff', ...patchOptions, '--find-renames', from, to, '--'];
  const patch = await gitOk({ ...inRepository(repository), args });
  return patch.ok ? ok(parsePatch(patch.value)) : patch;
}

/** A line of the first place that landed without effect, empty where it has none; null where everything has its effect. */
function firstUndone(
  { hunks, objects }: FilePatch,
  { branch, later }: { branch: FilePatch | undefined; later: FilePatch | undefined },
): string | null {
  // Of a file without lines, such as an image, only a later change shows that somebody chose.
  if (hunks.length === 0) return later === undefined && objects.after !== '' ? '' : null;
  const undone = hunks.find((hunk) => {
    const met = (branch?.hunks ?? []).filter((one) => meet(span(one.before), span(hunk.before)));
    if (hasAlready(hunk, met)) return false;
    const place = inBranch(span(hunk.before), { met, all: branch?.hunks ?? [] });
    return !(later?.hunks ?? []).some((one) => meet(span(one.before), place));
  });
  if (undone === undefined) return null;
  return undone.added.find((line) => line.trim() !== '') ?? undone.removed.find((line) => line.trim() !== '') ?? '';
}

/** Whether the branch made the same change by itself. */
function hasAlready(hunk: Hunk, met: readonly Hunk[]): boolean {
  const written = new Set(met.flatMap(({ added }) => added));
  const isCut = met.some((one) => span(one.before)[0] <= span(hunk.before)[0] && span(one.before)[1] >= span(hunk.before)[1]);
  return hunk.added.filter((line) => line.trim() !== '').every((line) => written.has(line)) && (hunk.added.length > 0 || isCut);
}

/** From the first line to behind the last, counted from 0. */
type Span = readonly [from: number, to: number];

const span = ({ line, count }: Lines): Span => (count === 0 ? [line, line] : [line - 1, line - 1 + count]);

const meet = ([a, b]: Span, [c, d]: Span): boolean => (a === b || c === d ? a <= d && c <= b : a < d && c < b);

/** Where a place of the fork is in the branch's own file, with what the branch changed there. */
function inBranch([from, to]: Span, { met, all }: { met: readonly Hunk[]; all: readonly Hunk[] }): Span {
  const first = Math.min(from, ...met.map(({ before }) => span(before)[0]));
  const last = Math.max(to, ...met.map(({ before }) => span(before)[1]));
  const moved = (hunks: readonly Hunk[]) => hunks.reduce((sum, { before, after }) => sum + after.count - before.count, 0);
  const above = moved(all.filter((hunk) => span(hunk.before)[1] <= first && !met.includes(hunk)));
  return [first + above, last + above + moved(met)];
}
