import { git, gitOk } from '../../infra/git/git.ts';
import { inRepository } from '../../infra/git/in-repository.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

/** The text of a file in a commit, or null when there is no file at that path. */
export async function readCommitted({
  repository,
  commit,
  path,
}: {
  repository: Repository;
  commit: Commit;
  path: string;
}): Promise<string | null> {
  const { exitCode, stdout } = await git({ ...inRepository(repository), args: ['cat-file', 'blob', `${commit}:${path}`] });
  return exitCode === 0 ? stdout : null;
}

/** Refuses paths at which a commit holds anything but plain files in plain folders: a link there would lead elsewhere. */
export async function checkPlain({
  repository,
  commit,
  paths,
}: {
  repository: Repository;
  commit: Commit;
  paths: string[];
}): Promise<Result<void, 'path-in-use' | 'git-failed'>> {
  const steps = [...new Set(paths.flatMap(stepsTo))];
  const listed = await gitOk({
    ...inRepository(repository),
    args: ['--literal-pathspecs', 'ls-tree', '-t', '-z', commit, '--', ...steps],
  });
  if (!listed.ok) return listed;
  for (const record of listed.value.split('\0').filter((one) => one !== '')) {
    const path = record.slice(record.indexOf('\t') + 1);
    // git lists what lies beside them too.
    if (!steps.includes(path)) continue;
    const isPlain = paths.includes(path) ? record.startsWith('100') : record.startsWith('040');
    if (!isPlain)
      return fail({ reason: 'path-in-use', path, detail: 'the repository has something else than a plain file or folder there' });
  }
  return ok(undefined);
}

/** `a`, `a/b` and `a/b/c` for `a/b/c`. */
const stepsTo = (path: string): string[] => path.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/'));
