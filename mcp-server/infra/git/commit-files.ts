import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { withPassingFolder } from '../process/passing-folder.ts';
import { commitTree } from './commit-tree.ts';
import { gitOk } from './git.ts';
import { inRepository } from './in-repository.ts';

/** A file to write into a commit, or with null to leave out of it. git refuses a path that leaves the tree or enters `.git`. */
export interface FileToCommit {
  path: string;
  content: string | null;
}

/** Writes a commit on `parent` that adds, replaces or removes files, without any checkout. No ref moves. */
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
  return withPassingFolder(async (folder) => {
    const written = files.flatMap(({ path, content }) => (content === null ? [] : [{ path, content }]));
    const removed = files.flatMap(({ path, content }) => (content === null ? [path] : []));
    const blobs = await writeBlobs(repository, folder, written);
    if (!blobs.ok) return blobs;
    const tree = await writeTree(repository, { index: join(folder, 'index'), parent, written, removed, blobs: blobs.value });
    return tree.ok ? commitTree({ repository, tree: tree.value, parents: [parent], message }) : tree;
  });
}

type Written = FileToCommit & { content: string };

async function writeBlobs(repository: Repository, folder: string, files: Written[]): Promise<Result<string[], 'git-failed'>> {
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
  wanted: { index: string; parent: Commit; written: Written[]; removed: string[]; blobs: string[] },
): Promise<Result<string, 'git-failed'>> {
  const { index, parent, written, removed, blobs } = wanted;
  const place = inRepository(repository);
  const call = { cwd: place.cwd, environment: { ...place.environment, GIT_INDEX_FILE: index } };
  const read = await gitOk({ ...call, args: ['read-tree', parent] });
  if (!read.ok) return read;
  if (written.length + removed.length > 0) {
    // `--index-info` would skip a path that it refuses and call that a success.
    const entries = written.flatMap((file, at) => ['--cacheinfo', `100644,${blobs[at]},${file.path}`]);
    const gone = removed.length > 0 ? ['--force-remove', '--', ...removed] : [];
    const updated = await gitOk({ ...call, args: ['update-index', '--add', '--replace', ...entries, ...gone] });
    if (!updated.ok) return updated;
  }
  const tree = await gitOk({ ...call, args: ['write-tree'] });
  return tree.ok ? ok(tree.value.trim()) : tree;
}
