import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../../kernel/config.ts';
import type { Agent } from '../../kernel/event.ts';
import { newRunId } from '../../kernel/id.ts';
import type { Commit, Graph, Repository, RunId } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { currentBranch } from '../../infra/git/current-branch.ts';
import { findRepository } from '../../infra/git/find-repository.ts';
import { resolveCommit } from '../../infra/git/resolve-commit.ts';
import type { Infra } from '../../infra/infra.ts';
import { listRunRows } from '../../infra/store/projections.ts';
import { ledgerPath } from '../../kernel/names.ts';
import { readBook } from '../lessons/lesson-book.ts';
import { readCommitted } from '../lessons/read-committed.ts';
import { settingsOf } from '../lessons/settings-of.ts';
import { gatesOfRun } from './work/gates-of-run.ts';
import { runOfRow } from './work/kept-states.ts';
import { record } from './work/record.ts';

/**
 * Records a run of this graph, which a supervisor then carries out. Has no effect on the repository. The same graph on the same
 * base that is under way already is joined, not done twice. Checks that nobody
 * configured are detected now, in the base, so that no task's branch can change them.
 */
export async function submitRun(
  infra: Infra,
  { from, graph, config, agent, base }: { from: string; graph: Graph; config: Config; agent: Agent; base?: string | undefined },
): Promise<Result<{ run: RunId; joined: boolean }, 'not-a-repository' | 'repository-empty' | 'revision-unknown' | 'git-failed'>> {
  const repository = await findRepository(from);
  if (!repository.ok) return repository;
  const revision = base ?? config.base;
  const commit = await resolveCommit({ repository: repository.value, from, revision: revision ?? 'HEAD' });
  if (!commit.ok) return commit;
  const checks = await gatesOfRun({ repository: repository.value, base: commit.value, config });
  const learnt = settingsOf(
    readBook((await readCommitted({ repository: repository.value, commit: commit.value, path: ledgerPath })) ?? ''),
  );
  const baseBranch = revision ?? (await currentBranch(from));
  return infra.store.write(() => {
    const underWay = sameRun(infra, { repository: repository.value, base: commit.value, graph });
    if (underWay) return ok({ run: underWay, joined: true });
    const run = newRunId();
    record(infra, {
      kind: 'run-submitted',
      run,
      repository: repository.value,
      from,
      baseBranch,
      base: commit.value,
      graph,
      // What a person wrote stands above what was learnt.
      config: {
        ...config,
        environment: { ...learnt, ...config.environment },
        checks,
      },
      agent,
    });
    return ok({ run, joined: false });
  });
}

/** The run under way that does the very same: said twice, a graph is done once. */
const sameRun = (
  infra: Infra,
  { repository, base, graph }: { repository: Repository; base: Commit; graph: Graph },
): RunId | null =>
  listRunRows(infra.store, { repository: repository.commonDir, statuses: ['running', 'paused'] })
    .map((row) => runOfRow(infra.store, row))
    .find((state) => state.base === base && isDeepStrictEqual(state.graph, graph))?.run ?? null;
