import { latestRun, readRun } from '../../domain/coordination/work/read-run.ts';
import type { RunView } from '../../domain/coordination/work/view.ts';
import { findRepository } from '../../infra/git/find-repository.ts';
import type { RunId } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { ToolContext } from './define-tool.ts';

/** The run that was named, or else the newest one of the session's repository. */
export async function findRun(
  { infra, cwd }: Pick<ToolContext, 'infra' | 'cwd'>,
  run: RunId | undefined,
): Promise<Result<RunView, 'run-unknown'>> {
  if (run !== undefined) return readRun(infra, { run });
  const repository = await findRepository(cwd);
  const view = latestRun(infra, { repository: repository.ok ? repository.value.commonDir : undefined });
  return view ? ok(view) : fail({ reason: 'run-unknown', run: '' });
}
