import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { commitTree } from '../../infra/git/commit-tree.ts';
import { editTree, type TreeEdit } from '../../infra/git/edit-tree.ts';
import { gitOk } from '../../infra/git/git.ts';
import { inRepository } from '../../infra/git/in-repository.ts';
import { listTree } from '../../infra/git/list-tree.ts';
import { mergeWithMarkers } from '../../infra/git/merge-with-markers.ts';
import type { Infra } from '../../infra/infra.ts';
import type { MergeConfig } from '../../kernel/config-merges.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { runCommand } from '../verification/run-command.ts';
import { withCheckout, type CheckoutReason } from '../verification/with-checkout.ts';
import { findRegenerator } from './known-lockfiles.ts';
import type { Proof } from './prove-merge.ts';

/** Two commits of which only generated files conflict. */
export interface Regeneration extends Pick<Proof, 'repository' | 'config' | 'checkoutPath' | 'outputDirectory' | 'signal'> {
  onto: Commit;
  reviewed: Commit;
  /** The files that conflict. */
  files: readonly string[];
}

/** Whether every file that conflicts is one that a command can write anew. */
export const isRegenerable = (files: readonly string[], config: Pick<MergeConfig, 'regenerate'>): boolean =>
  files.length > 0 && files.every((file) => findRegenerator(file, config) !== null);

/**
 * Merges two commits and has the commands write the files that conflict, from the sources that merged. They start from the
 * target's version, so that what is locked there stays locked. Nothing else that a command writes gets into the tree.
 */
export async function regenerate(
  infra: Infra,
  { onto, reviewed, files, ...site }: Regeneration,
): Promise<Result<{ tree: string }, 'merge-conflict' | 'git-failed' | CheckoutReason>> {
  const { repository, config, outputDirectory } = site;
  const conflict = fail({ reason: 'merge-conflict', ours: onto, theirs: reviewed, files: [...files] });
  const merged = await mergeWithMarkers({ repository, ours: onto, theirs: reviewed });
  if (!merged.ok) return merged;
  const ours = await listTree({ repository, tree: onto, paths: files });
  if (!ours.ok) return ours;
  const edits = files.map((path) => ({ path, entry: ours.value.get(path) ?? null }));
  const tree = await editTree({ repository, tree: merged.value.tree, edits });
  if (!tree.ok) return tree;
  const draft = await commitTree({ repository, tree: tree.value, parents: [onto, reviewed], message: 'fanout: to regenerate' });
  if (!draft.ok) return draft;
  const found = files.flatMap((file) => findRegenerator(file, config.merges) ?? []);
  const commands = new Map(found.map((one) => [`${one.folder}\0${one.command}`, one]));
  const wanted = {
    repository,
    commit: draft.value,
    path: `${site.checkoutPath}.redo`,
    config: { ...config, setup: false as const },
    outputPath: join(outputDirectory, 'regenerate-setup.log'),
    signal: site.signal,
  };
  const written = await withCheckout(infra, wanted, async ({ path, environment }) => {
    for (const [index, { command, folder }] of [...commands.values()].entries()) {
      const cwd = join(path, folder);
      const outputPath = join(outputDirectory, `regenerate-${index + 1}.log`);
      const timeoutMs = config.checkMinutes * 60_000;
      const run = { command, cwd, environment, commit: draft.value, outputPath, timeoutMs, signal: site.signal };
      if ((await runCommand(infra, run)).exitCode !== 0) return null;
    }
    return keepWritten({ repository, folder: path, files });
  });
  if (!written.ok) return written;
  if (!written.value) return conflict;
  if (!written.value.ok) return written.value;
  const result = await editTree({ repository, tree: tree.value, edits: written.value.value });
  return result.ok ? ok({ tree: result.value }) : result;
}

/** Puts files into the object database, byte for byte. Null where a command left one out, or made something else of it. */
async function keepWritten({
  repository,
  folder,
  files,
}: {
  repository: Repository;
  folder: string;
  files: readonly string[];
}): Promise<Result<TreeEdit[], 'git-failed'> | null> {
  const paths = files.map((path) => join(folder, path));
  const found = paths.map((path) => lstatSync(path, { throwIfNoEntry: false }));
  if (!found.every((one) => one?.isFile())) return null;
  const hashed = await gitOk({ ...inRepository(repository), args: ['hash-object', '-w', '--no-filters', '--', ...paths] });
  if (!hashed.ok) return hashed;
  const objects = hashed.value.trim().split('\n');
  const modeOf = (at: number) => (((found[at]?.mode ?? 0) & 0o100) === 0 ? '100644' : '100755');
  return ok(files.map((path, at) => ({ path, entry: { mode: modeOf(at), object: objects[at] ?? '' } })));
}
