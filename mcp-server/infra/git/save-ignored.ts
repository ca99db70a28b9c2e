import type { Commit, Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { commitTree } from './commit-tree.ts';
import { gitOk } from './git.ts';
import { join } from 'node:path';
import { withPrivateGitDir } from './private-git-dir.ts';

/**
 * Writes a commit of these files of a worktree, and of nothing else, although git ignores them. Null for
 * none. Keep the answer alive with a ref.
 */
export async function saveIgnored({
  repository,
  path,
  names,
}: {
  repository: Repository;
  path: string;
  names: readonly Buffer[];
}): Promise<Result<Commit | null, 'work-at-risk' | 'git-failed'>> {
  if (names.length === 0) return ok(null);
  return withPrivateGitDir({ repository, attributes: '* -text -filter -ident -working-tree-encoding\n' }, async (own) => {
    const environment = {
      ...own.environment,
      GIT_WORK_TREE: path,
      GIT_INDEX_FILE: join(own.path, 'index'),
      GIT_LITERAL_PATHSPECS: '1',
    };
    const call = { cwd: path, environment };
    const input = Buffer.concat(names.flatMap((name) => [name, Buffer.from([0])]));
    const added = await gitOk({ ...call, args: ['add', '--force', '--pathspec-from-file=-', '--pathspec-file-nul'], input });
    if (!added.ok) return fail({ reason: 'work-at-risk', path, detail: added.failure.stderr });
    const tree = await gitOk({ ...call, args: ['write-tree'] });
    if (!tree.ok) return tree;
    return commitTree({ repository, tree: tree.value.trim(), parents: [], message: `Ignored files of ${path}` });
  });
}
