import type { Commit, Repository } from '../../kernel/model.ts';
import { ledgerPath } from '../../kernel/names.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { git, gitFailed } from './git.ts';
import { withPrivateGitDir } from './private-git-dir.ts';

// Both sides of an append-only ledger are kept, also by a git that does not read attributes from a commit (before 2.41).
const attributes = `${ledgerPath} merge=union\n`;

/** Merges two commits in the object database: no checkout, no driver of the repository's. The value is the merged tree. */
export async function mergeTree({
  repository,
  ours,
  theirs,
}: {
  repository: Repository;
  ours: Commit;
  theirs: Commit;
}): Promise<Result<{ tree: string }, 'merge-conflict' | 'git-failed'>> {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs];
  const answer = await withPrivateGitDir({ repository, head: ours, attributes }, ({ path, environment }) =>
    // From git 2.41 on, the attributes of our side decide how a file is merged, as they would in a checkout of it.
    git({ cwd: path, environment: { ...environment, GIT_ATTR_SOURCE: ours }, args }),
  );
  const [tree = '', ...files] = answer.stdout.split('\0').filter((field) => field !== '');
  if (answer.exitCode === 0) return ok({ tree });
  if (answer.exitCode === 1) return fail({ reason: 'merge-conflict', ours, theirs, files });
  return gitFailed({ args }, answer);
}
