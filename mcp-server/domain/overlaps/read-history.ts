import { gitOk } from '../../infra/git/git.ts';
import { inRepository } from '../../infra/git/in-repository.ts';
import { parsePatch, patchOptions } from '../../infra/git/patch.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';

/** Lines of a file that one commit changed, in the numbers that it had before. */
export type Span = readonly [from: number, to: number];

/** One commit of a history: the files that it changed, and where. */
export interface PastChange {
  files: ReadonlyMap<string, readonly Span[]>;
}

// Older changes say little about where a file is worked on now; reading more costs more than it tells.
const mostCommits = 600;
// A commit of more files is a move or a reformatting, after which everything is elsewhere.
const mostFiles = 60;

/** The latest changes before and at a commit, newest first, without merges. */
export async function readHistory({
  repository,
  commit,
  limit = mostCommits,
}: {
  repository: Repository;
  commit: Commit;
  limit?: number;
}): Promise<Result<PastChange[], 'git-failed'>> {
  const listed = await gitOk({
    ...inRepository(repository),
    args: ['log', '--no-merges', `--max-count=${limit}`, '--format=%x00', ...patchOptions, '--no-renames', commit, '--'],
  });
  if (!listed.ok) return listed;
  const changes = listed.value.split('\0').map(parseChange);
  return ok(changes.filter(({ files }) => files.size > 0 && files.size <= mostFiles));
}

function parseChange(text: string): PastChange {
  const files = new Map<string, readonly Span[]>();
  for (const { before, after, hunks } of parsePatch(text)) {
    const file = after ?? before;
    const spans = hunks.map(({ before: { line, count } }): Span => [line, line + count]);
    if (file !== null && spans.length > 0) files.set(file, spans);
  }
  return { files };
}
