import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { commitTree } from './commit-tree.ts';
import { gitOk } from './git.ts';
import { inRepository } from './in-repository.ts';

/** A file to write into a commit. git refuses a path that leaves the tree or enters `.git`. */
export interface FileToCommit {
  path: string;
  content: string;
}

/** Writes a commit on `parent` that adds or replaces files, without any checkout. No ref moves. */
export async function commitFiles({
  repository,
  parent,
  files,
  message,
}: {
  repository: Repository;
  parent: Commit;
  files: FileToCommit[];
  message: string;
}): Promise<Result<Commit, 'git-failed'>> {
  const folder = mkdtempSync(join(tmpdir(), 'fanout-commit-'));
  try {
    const blobs = await writeBlobs(repository, folder, files);
    if (!blobs.ok) return blobs;
    const tree = await writeTree(repository, { index: join(folder, 'index'), parent, files, blobs: blobs.value });
    return tree.ok ? commitTree({ repository, tree: tree.value, parents: [parent], message }) : tree;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeBlobs(
  repository: Repository,
  folder: string,
  files: FileToCommit[],
): Promise<Result<string[], 'git-failed'>> {
  const paths = files.map((file, index) => {
    const path = join(folder, `blob-${index}`);
    writeFileSync(path, file.content);
    return path;
  });
  if (paths.length === 0) return ok([]);
  const hashed = await gitOk({
    ...inRepository(repository),
    args: ['hash-object', '-w', '--no-filters', '--stdin-paths'],
    input: `${paths.join('\n')}\n`,
  });
  return hashed.ok ? ok(hashed.value.trim().split('\n')) : hashed;
}

async function writeTree(
  repository: Repository,
  { index, parent, files, blobs }: { index: string; parent: Commit; files: FileToCommit[]; blobs: string[] },
): Promise<Result<string, 'git-failed'>> {
  const place = inRepository(repository);
  const call = { cwd: place.cwd, environment: { ...place.environment, GIT_INDEX_FILE: index } };
  const read = await gitOk({ ...call, args: ['read-tree', parent] });
  if (!read.ok) return read;
  if (files.length > 0) {
    // `--index-info` would skip a path that it refuses and call that a success.
    const entries = files.flatMap((file, at) => ['--cacheinfo', `100644,${blobs[at]},${file.path}`]);
    const updated = await gitOk({ ...call, args: ['update-index', '--add', '--replace', ...entries] });
    if (!updated.ok) return updated;
  }
  const tree = await gitOk({ ...call, args: ['write-tree'] });
  return tree.ok ? ok(tree.value.trim()) : tree;
}
