import { asCommit } from '../../kernel/id.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { git } from './git.ts';
import { inRepository } from './in-repository.ts';

/** Whether `ancestor` is `of` or lies in its history. */
export async function isAncestor({
  repository,
  ancestor,
  of,
}: {
  repository: Repository;
  ancestor: Commit;
  of: Commit;
}): Promise<boolean> {
  const { exitCode } = await git({ ...inRepository(repository), args: ['merge-base', '--is-ancestor', ancestor, of] });
  return exitCode === 0;
}

/** The best common ancestor of two commits, or null when their histories never meet (or a shallow clone does not show where). */
export async function mergeBase({
  repository,
  one,
  other,
}: {
  repository: Repository;
  one: Commit;
  other: Commit;
}): Promise<Commit | null> {
  const { stdout } = await git({ ...inRepository(repository), args: ['merge-base', one, other] });
  return asCommit(stdout.trim());
}
