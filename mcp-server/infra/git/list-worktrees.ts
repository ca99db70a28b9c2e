import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asCommit } from '../../kernel/id.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { git } from './git.ts';
import { inRepository } from './in-repository.ts';
import { listEntries } from './worktree-entry.ts';

/** A worktree as the repository has it registered. `branch` is without `refs/heads/`, and null on a detached HEAD. */
export interface Worktree {
  path: string;
  head: Commit | null;
  branch: string | null;
}

/** All worktrees of a repository, the main one first, even where one damaged entry makes git refuse to list any. */
export async function listWorktrees(repository: Repository): Promise<Worktree[]> {
  const listed = await git({ ...inRepository(repository), args: ['worktree', 'list', '--porcelain', '-z'] });
  return listed.exitCode === 0 ? parseWorktrees(listed.stdout) : readWorktrees(repository);
}

function parseWorktrees(output: string): Worktree[] {
  return output
    .split('\0\0')
    .filter((record) => record !== '')
    .map((record) => {
      const fields = new Map(record.split('\0').map(splitField));
      return {
        path: fields.get('worktree') ?? '',
        head: asCommit(fields.get('HEAD') ?? ''),
        branch: fields.get('branch')?.replace(/^refs\/heads\//, '') ?? null,
      };
    });
}

function splitField(line: string): [string, string] {
  const space = line.indexOf(' ');
  return space < 0 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
}

function readWorktrees(repository: Repository): Worktree[] {
  const linked = listEntries(repository).flatMap(({ path, directory }) => (path === null ? [] : [{ path, directory }]));
  return [{ path: repository.mainWorktree ?? repository.commonDir, directory: repository.commonDir }, ...linked].map(
    ({ path, directory }) => {
      const head = readHead(directory);
      return { path, head: asCommit(head), branch: /^ref: refs\/heads\/(.+)$/.exec(head)?.[1] ?? null };
    },
  );
}

function readHead(directory: string): string {
  try {
    return readFileSync(join(directory, 'HEAD'), 'utf8').trim();
  } catch {
    return '';
  }
}
