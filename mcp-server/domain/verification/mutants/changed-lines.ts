import { gitOk } from '../../../infra/git/git.ts';
import { inRepository } from '../../../infra/git/in-repository.ts';
import { parsePatch, patchOptions } from '../../../infra/git/patch.ts';
import type { Commit, Repository } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';

/** Lines of a file, from the first to the last, as the commit numbers them. */
export interface ChangedLines {
  file: string;
  from: number;
  to: number;
}

/** The lines that a commit added or changed since `base`. */
export async function readChangedLines({
  repository,
  base,
  commit,
}: {
  repository: Repository;
  base: Commit;
  commit: Commit;
}): Promise<Result<ChangedLines[], 'git-failed'>> {
  const patch = await gitOk({ ...inRepository(repository), args: ['diff', ...patchOptions, '--no-renames', base, commit, '--'] });
  if (!patch.ok) return patch;
  return ok(
    parsePatch(patch.value).flatMap(({ after: file, hunks }) =>
      hunks.flatMap(({ after: { line, count } }) =>
        file === null || count === 0 ? [] : [{ file, from: line, to: line + count - 1 }],
      ),
    ),
  );
}
