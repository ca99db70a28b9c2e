import { openWorkspace } from '../../../mcp-server/domain/coordination/by-hand/open-worktree.ts';
import { reviewByHand } from '../../../mcp-server/domain/coordination/by-hand/review-by-hand.ts';
import type { Infra } from '../../../mcp-server/infra/infra.ts';
import { explain } from '../../../mcp-server/kernel/explain.ts';
import type { TaskKey, Verdict } from '../../../mcp-server/kernel/model.ts';
import type { TestRepository } from '../../support/repository.ts';
import { valueOf } from '../../support/value-of.ts';
import type { CorpusChange } from './corpus-change.ts';

/** How a live review of a change came out; null where there was none, with the reason, and whether no other one would go better. */
export type Scored = { verdict: Verdict; why: null } | { verdict: null; why: string; isHopeless: boolean };

/** Has a change reviewed by Claude Code as it is installed, and whoever else reviews there. */
export async function reviewLive(
  infra: Infra,
  { sample, change, nth }: { sample: TestRepository; change: CorpusChange; nth: number },
): Promise<Scored> {
  const signal = AbortSignal.timeout(30 * 60_000);
  const name = `change-${nth}` as TaskKey;
  const { workspace } = valueOf(await openWorkspace(infra, { from: sample.path, name, setup: false, signal }));
  sample.git(['update-index', '--add', '--cacheinfo', `100644,${hash(sample, change)},${change.file}`], { cwd: workspace.path });
  sample.git(['commit', '--quiet', '--message', 'The change'], { cwd: workspace.path });
  sample.git(['checkout', '--quiet', '--', '.'], { cwd: workspace.path });
  const reviewed = await reviewByHand(infra, {
    change: { worktree: workspace.path },
    title: change.name,
    spec: change.spec,
    signal,
    onProgress: () => undefined,
  });
  if (reviewed.ok) return { verdict: reviewed.value, why: null };
  const { failure } = reviewed;
  return { verdict: null, why: explain(failure).message, isHopeless: hopeless.has(failure.reason) };
}

const hopeless = new Set<string>(['agent-missing', 'agent-too-old', 'agent-not-logged-in', 'agent-out-of-credit']);

const hash = (sample: TestRepository, { faulty, sound }: CorpusChange): string =>
  sample.git(['hash-object', '-w', '--stdin'], { input: faulty ?? sound });
