import { isAncestor } from '../../infra/git/ancestors.ts';
import { readLog } from '../../infra/git/log.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Merge } from './build-merge.ts';
import { isMergeOf, type MergeNote } from './message.ts';

/** Finds the merge of a reviewed commit in the first-parent history of `tip`, or null when it has not landed there. */
export async function findMerged({
  repository,
  tip,
  note,
}: {
  repository: Repository;
  tip: Commit;
  note: Omit<MergeNote, 'title'>;
}): Promise<Result<Merge | null, 'git-failed'>> {
  if (!(await isAncestor({ repository, ancestor: note.reviewed, of: tip }))) return ok(null);
  // What came before the reviewed commit cannot be its merge, which bounds the walk.
  const log = await readLog({ repository, from: note.reviewed, to: tip, firstParent: true, limit: 100_000 });
  if (!log.ok) return log;
  const entry = log.value.find(({ trailers }) => isMergeOf(trailers, note));
  const onto = entry?.parents[0];
  return ok(entry && onto ? { commit: entry.commit, onto, tree: entry.tree } : null);
}
