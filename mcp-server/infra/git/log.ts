import { asCommit } from '../../kernel/id.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { gitOk } from './git.ts';
import { inRepository } from './in-repository.ts';

/** A commit as its history shows it. `trailers` are the `Key: value` lines at the end of its message. */
export interface LogEntry {
  commit: Commit;
  parents: Commit[];
  tree: string;
  subject: string;
  author: string;
  /** Milliseconds since 1970. */
  committedAt: number;
  trailers: Record<string, string>;
}

const fields = ['%H', '%P', '%T', '%s', '%an', '%ct', '%(trailers:only,unfold,key_value_separator=%x1d,separator=%x1e)'];

/** The commits that `to` has and `from` has not, newest first; without `from` its whole history up to `limit`. */
export async function readLog({
  repository,
  from,
  to,
  limit = 1000,
  firstParent = false,
}: {
  repository: Repository;
  from?: Commit;
  to: Commit;
  limit?: number;
  firstParent?: boolean;
}): Promise<Result<LogEntry[], 'git-failed'>> {
  const listed = await gitOk({
    ...inRepository(repository),
    args: [
      'log',
      '-z',
      `--max-count=${limit}`,
      `--format=${fields.join('%x1f')}`,
      ...(firstParent ? ['--first-parent'] : []),
      ...(from === undefined ? [] : [`^${from}`]),
      to,
      '--',
    ],
  });
  return listed.ok ? ok(listed.value.split('\0').flatMap(parseEntry)) : listed;
}

function parseEntry(record: string): LogEntry[] {
  const [commit = '', parents = '', tree = '', subject = '', author = '', seconds = '', trailers = ''] = record.split('\x1f');
  const name = asCommit(commit);
  if (name === null) return [];
  return [
    {
      commit: name,
      parents: parents.split(' ').flatMap((parent) => asCommit(parent) ?? []),
      tree,
      subject,
      author,
      committedAt: Number(seconds) * 1000,
      trailers: Object.fromEntries(
        trailers
          .split('\x1e')
          .map((line) => line.trim().split('\x1d'))
          .flatMap(([key, value]) => (key === undefined || value === undefined ? [] : [[key, value]])),
      ),
    },
  ];
}
