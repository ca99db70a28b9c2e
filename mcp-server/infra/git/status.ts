import { join } from 'node:path';
import { asCommit } from '../../kernel/id.ts';
import type { Commit } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { currentBranch } from './current-branch.ts';
import { findRepository } from './find-repository.ts';
import { git, gitOk } from './git.ts';
import { inRepository } from './in-repository.ts';
import { parseNumstat, type DiffStat } from './numstat.ts';
import { withPrivateGitDir } from './private-git-dir.ts';

/** Where a worktree stands against the commit that it started from. The diffstat counts tracked files, committed or not. */
export interface WorktreeStatus extends DiffStat {
  /** Null on a detached HEAD. */
  branch: string | null;
  head: Commit;
  ahead: number;
  behind: number;
  /** How many paths are staged, changed, in conflict or untracked. */
  dirty: number;
  dirtyFiles: string[];
}

/** Reads the status of the worktree at `path` without taking a lock and without running a program of the repository's. */
export async function worktreeStatus({
  path,
  base,
}: {
  path: string;
  base: Commit;
}): Promise<Result<WorktreeStatus, 'worktree-unknown' | 'git-failed'>> {
  const repository = await findRepository(path);
  const place = await git({ cwd: path, args: ['rev-parse', '--absolute-git-dir', '--show-toplevel', 'HEAD'] });
  const [gitDir = '', top = '', name = ''] = place.stdout.split('\n');
  const head = asCommit(name);
  if (!repository.ok || head === null) return fail({ reason: 'worktree-unknown', path });
  const read = await withPrivateGitDir({ repository: repository.value, head }, async ({ environment }) => {
    const call = { cwd: top, environment: { ...environment, GIT_WORK_TREE: top, GIT_INDEX_FILE: join(gitDir, 'index') } };
    return [
      await gitOk({ ...call, args: ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignore-submodules=dirty'] }),
      await gitOk({
        ...call,
        args: ['diff', '--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty', '--numstat', '-z', base, '--'],
      }),
    ] as const;
  });
  const [status, numstat] = read;
  const counts = await gitOk({
    ...inRepository(repository.value),
    args: ['rev-list', '--left-right', '--count', `${base}...${head}`],
  });
  if (!status.ok) return status;
  if (!numstat.ok) return numstat;
  if (!counts.ok) return counts;
  const [behind = 0, ahead = 0] = counts.value.split('\t').map(Number);
  const dirtyFiles = parseStatus(status.value);
  return ok({
    branch: await currentBranch(path),
    head,
    ahead,
    behind,
    dirty: dirtyFiles.length,
    dirtyFiles,
    ...parseNumstat(numstat.value),
  });
}

// How many fields stand before the path, by the kind of a record of `status --porcelain=v2`.
const fieldsBefore: Record<string, number> = { '1': 8, '2': 9, u: 10, '?': 1 };

/** The paths of a `status --porcelain=v2 -z`. A renamed one is followed by its old name, which is not counted. */
export function parseStatus(output: string): string[] {
  const records = output.split('\0');
  const paths: string[] = [];
  for (let at = 0; at < records.length; at++) {
    const record = records[at] ?? '';
    const before = fieldsBefore[record[0] ?? ''];
    if (before === undefined) continue;
    paths.push(record.split(' ').slice(before).join(' '));
    if (record.startsWith('2')) at += 1;
  }
  return paths;
}
