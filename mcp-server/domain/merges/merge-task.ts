import { withMerging } from '../../infra/git/merge-tree.ts';
import type { Infra } from '../../infra/infra.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Merge } from './build-merge.ts';
import { Gathering } from './gather.ts';
import { gitGround, type MergeFailure } from './git-ground.ts';
import type { Refusal } from './queue/ground.ts';
import { landBatch } from './queue/land-batch.ts';
import { targetKey } from './target-key.ts';
import type { MergeReason, MergeWanted } from './wanted.ts';

type Answer = Merge | Refusal<MergeFailure>;

interface Asked {
  infra: Infra;
  wanted: MergeWanted;
}

const queue = new Gathering<Asked, Answer>(async (asked) => {
  const [first] = asked;
  if (!first) return new Map();
  const byWanted = new Map(asked.map((one) => [one.wanted, one]));
  const items = [...byWanted.keys()];
  const answers = await withMerging(first.wanted.repository, (merging) =>
    landBatch(gitGround(first.infra, { ...first.wanted, items, merging }), items),
  );
  return new Map(Array.from(byWanted, ([wanted, one]): [Asked, Answer] => [one, answerOf(answers.get(wanted))]));
});

/**
 * Merges a task: made in the object database, tested as the very commit that lands, checked for what it must leave alone,
 * then landed by moving the target from the tip it was made on. When the target moved meanwhile, the merge is made and tested
 * again. Merges that come while another is under way are tested and landed together; when that is red, the one at fault is
 * found and the rest lands. A commit that has landed already gives the same answer. An aborted merge does not land and counts
 * as failed checks.
 */
export async function mergeTask(infra: Infra, wanted: MergeWanted): Promise<Result<Merge, MergeReason>> {
  const { repository, target, config } = wanted;
  const item = { infra, wanted };
  const answer = await queue.add(targetKey({ repository, target }), { item, most: config.merges.batch });
  return 'stop' in answer ? fail(answer.stop) : ok(answer);
}

function answerOf(answer: Answer | undefined): Answer {
  if (!answer) throw new Error('The batch left a merge unanswered');
  return answer;
}
