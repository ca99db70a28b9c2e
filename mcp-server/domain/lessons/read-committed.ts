import { git, gitOk } from '../../infra/git/git.ts';
import { inRepository } from '../../infra/git/in-repository.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

interface Place {
  repository: Repository;
  commit: Commit;
}

/** The text of a file in a commit, or null when there is no file at that path. */
export const readCommitted = async ({ path, ...place }: Place & { path: string }): Promise<string | null> =>
  (await readAllCommitted({ ...place, paths: [path] })).get(path) ?? null;

/** The texts of files in a commit, in one call, without those that are not there. */
export async function readAllCommitted({
  repository,
  commit,
  paths,
}: Place & { paths: readonly string[] }): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (paths.length === 0) return texts;
  const input = `${paths.map((path) => `${commit}:${path}`).join('\n')}\n`;
  const { bytes } = await git({ ...inRepository(repository), args: ['cat-file', '--batch'], input });
  let at = 0;
  for (const path of paths) {
    const lineEnd = bytes.indexOf(10, at);
    const head = bytes.toString('utf8', at, lineEnd);
    const [, type, size] = /^[0-9a-f]{40,64} (\w+) (\d+)$/.exec(head) ?? [];
    at = lineEnd + 1;
    // git answers one line for what is not there.
    if (size === undefined) continue;
    if (type === 'blob') texts.set(path, bytes.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
}

/** The paths of all files below some folders of a commit. A path that names a file is that file. */
export async function listCommitted({ repository, commit, under }: Place & { under: readonly string[] }): Promise<string[]> {
  const args = ['--literal-pathspecs', 'ls-tree', '-r', '-z', '--name-only', commit, '--', ...under];
  const { stdout } = await git({ ...inRepository(repository), args });
  return stdout.split('\0').filter((path) => path !== '' && !path.includes('\n'));
}

/** Refuses paths at which a commit holds anything but plain files in plain folders: a link there would lead elsewhere. */
export async function checkPlain({
  repository,
  commit,
  paths,
}: Place & { paths: readonly string[] }): Promise<Result<void, 'path-in-use' | 'git-failed'>> {
  const steps = new Set(paths.flatMap(stepsTo));
  const files = new Set(paths);
  const listed = await gitOk({
    ...inRepository(repository),
    args: ['--literal-pathspecs', 'ls-tree', '-t', '-z', commit, '--', ...steps],
  });
  if (!listed.ok) return listed;
  for (const record of listed.value.split('\0').filter((one) => one !== '')) {
    const path = record.slice(record.indexOf('\t') + 1);
    // git lists what lies beside them too.
    if (!steps.has(path)) continue;
    const isPlain = files.has(path) ? record.startsWith('100') : record.startsWith('040');
    if (!isPlain)
      return fail({ reason: 'path-in-use', path, detail: 'the repository has something else than a plain file or folder there' });
  }
  return ok(undefined);
}

/** `a`, `a/b` and `a/b/c` for `a/b/c`. */
const stepsTo = (path: string): string[] => path.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/'));
