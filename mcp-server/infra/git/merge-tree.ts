import { asCommit } from '../../kernel/id.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { ledgerPath } from '../../kernel/names.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { git, gitFailed, gitOk } from './git.ts';
import { identityEnvironment } from './identity.ts';
import { withPrivateGitDir } from './private-git-dir.ts';

// Both sides of an append-only ledger are kept, also by a git that does not read attributes from a commit (before 2.41).
const attributes = `${ledgerPath} merge=union\n`;

interface Sides {
  ours: Commit;
  theirs: Commit;
}

/** Makes merges of one repository, one call of git for each tree and each commit. */
export interface Merging {
  /** Merges two commits in the object database: no checkout, no driver of the repository's. The value is the merged tree. */
  mergeTree(sides: Sides): Promise<Result<{ tree: string }, 'merge-conflict' | 'git-failed'>>;
  /** Writes a commit of an existing tree. No ref moves; keep the answer alive with one. */
  commitTree(wanted: { tree: string; parents: Commit[]; message: string }): Promise<Result<Commit, 'git-failed'>>;
}

/** Makes what merges need once, for as many of them as `work` makes: a private git directory, and who commits. */
export async function withMerging<T>(repository: Repository, work: (merging: Merging) => Promise<T>): Promise<T> {
  const identity = await identityEnvironment(repository);
  return withPrivateGitDir({ repository, attributes }, ({ path, environment }) =>
    work({
      mergeTree: async ({ ours, theirs }) => {
        const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs];
        // From git 2.41 on, the attributes of our side decide how a file is merged, as they would in a checkout of it.
        const answer = await git({ cwd: path, environment: { ...environment, GIT_ATTR_SOURCE: ours }, args });
        const [tree = '', ...files] = answer.stdout.split('\0').filter((field) => field !== '');
        if (answer.exitCode === 0) return ok({ tree });
        if (answer.exitCode === 1) return fail({ reason: 'merge-conflict', ours, theirs, files });
        return gitFailed({ args }, answer);
      },
      commitTree: async ({ tree, parents, message }) => {
        const args = ['commit-tree', ...parents.flatMap((parent) => ['-p', parent]), '-F', '-', tree];
        const input = `${message.trim()}\n`;
        const written = await gitOk({ cwd: path, environment: { ...environment, ...identity }, args, input });
        if (!written.ok) return written;
        const commit = asCommit(written.value.trim());
        return commit
          ? ok(commit)
          : gitFailed({ args }, { exitCode: 0, stdout: written.value, stderr: '', bytes: Buffer.alloc(0) });
      },
    }),
  );
}

/** Merges two commits, once. */
export const mergeTree = ({
  repository,
  ...sides
}: Sides & { repository: Repository }): Promise<Result<{ tree: string }, 'merge-conflict' | 'git-failed'>> =>
  withMerging(repository, (merging) => merging.mergeTree(sides));
