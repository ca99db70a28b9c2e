import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asCommit } from '../../kernel/id.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { commitTree } from './commit-tree.ts';
import { git } from './git.ts';
import { inRepository } from './in-repository.ts';
import type { WorktreeEntry } from './worktree-entry.ts';

// What git keeps beside the HEAD of one worktree while something is under way, and its own history; all of it goes with it.
const files = [
  'ORIG_HEAD',
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'REBASE_HEAD',
  'AUTO_MERGE',
  'rebase-merge/autostash',
  'rebase-merge/orig-head',
  'rebase-merge/stopped-sha',
  'rebase-apply/autostash',
  'rebase-apply/orig-head',
  'MERGE_AUTOSTASH',
  'logs/HEAD',
];

// As many as fit into the arguments of one call on every system; the history of one task has tens.
const most = 1000;

/**
 * Writes a commit whose parents are the commits that only this worktree names: those of a rebase or merge under way, a stash
 * that such a one laid aside, and those that were amended or reset away. `saved` is what is kept anyway. Null when there are
 * none. Keep the answer alive with a ref.
 */
export async function saveStrays({
  repository,
  entry,
  path,
  saved,
}: {
  repository: Repository;
  entry: WorktreeEntry;
  path: string;
  saved: readonly Commit[];
}): Promise<Result<Commit | null, 'git-failed'>> {
  const named = new Set(
    files
      .flatMap((file) => [...read(join(entry.directory, file)).matchAll(/\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b/g)])
      .map(([name]) => name),
  );
  const place = inRepository(repository);
  const commits = await existing(repository, [...named].slice(-most));
  if (commits.length === 0) return ok(null);
  const { stdout } = await git({ ...place, args: ['rev-list', '--parents', ...commits, '--not', '--all', ...saved] });
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '));
  const parents = new Set(lines.flatMap(([, ...above]) => above));
  const tips = lines.flatMap(([name = '']) => (parents.has(name) ? [] : (asCommit(name) ?? [])));
  const [first] = tips;
  if (first === undefined) return ok(null);
  const tree = await git({ ...place, args: ['rev-parse', `${first}^{tree}`] });
  return commitTree({ repository, tree: tree.stdout.trim(), parents: tips, message: `Commits that only ${path} named` });
}

async function existing(repository: Repository, names: string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const { stdout } = await git({
    ...inRepository(repository),
    args: ['cat-file', '--batch-check=%(objectname) %(objecttype)'],
    input: `${names.join('\n')}\n`,
  });
  return stdout.split('\n').flatMap((line) => (line.endsWith(' commit') ? (line.split(' ')[0] ?? []) : []));
}

const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
