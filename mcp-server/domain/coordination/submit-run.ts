import type { Config } from '../../kernel/config.ts';
import type { Agent } from '../../kernel/event.ts';
import { newRunId } from '../../kernel/id.ts';
import type { Graph, RunId } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { currentBranch } from '../../infra/git/current-branch.ts';
import { findRepository } from '../../infra/git/find-repository.ts';
import { resolveCommit } from '../../infra/git/resolve-commit.ts';
import type { Infra } from '../../infra/infra.ts';
import { readCommitted } from '../lessons/read-committed.ts';
import { lessonGate, runnerPath } from '../lessons/render-check.ts';
import { readGates } from '../verification/read-gates.ts';
import { record } from './work/record.ts';

/**
 * Records a run of this graph, which a supervisor then carries out. Has no effect on the repository. Checks that nobody
 * configured are detected now, in the base, so that no task's branch can change them.
 */
export async function submitRun(
  infra: Infra,
  { from, graph, config, agent, base }: { from: string; graph: Graph; config: Config; agent: Agent; base?: string | undefined },
): Promise<Result<{ run: RunId }, 'not-a-repository' | 'repository-empty' | 'revision-unknown' | 'git-failed'>> {
  const repository = await findRepository(from);
  if (!repository.ok) return repository;
  const revision = base ?? config.base;
  const commit = await resolveCommit({ repository: repository.value, from, revision: revision ?? 'HEAD' });
  if (!commit.ok) return commit;
  const checks = await readGates({ repository: repository.value, base: commit.value, config, task: { checks: [] } });
  const hasLearnt = (await readCommitted({ repository: repository.value, commit: commit.value, path: runnerPath })) !== null;
  const run = newRunId();
  record(infra, {
    kind: 'run-submitted',
    run,
    repository: repository.value,
    from,
    baseBranch: revision ?? (await currentBranch(from)),
    base: commit.value,
    graph,
    config: { ...config, checks: hasLearnt ? [...new Set([...checks, lessonGate])] : checks },
    agent,
  });
  return ok({ run });
}
