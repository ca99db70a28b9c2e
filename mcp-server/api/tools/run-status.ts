import { z } from 'zod';
import { listRuns } from '../../domain/coordination/work/read-run.ts';
import { findRepository } from '../../infra/git/find-repository.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { runField } from './fields.ts';
import { findRun } from './find-run.ts';
import { runFacts, runLine, runOutput } from './run-facts.ts';

const live = new Set(['running', 'paused', 'cancelling']);

/** Where a run stands. */
export const runStatus = defineTool({
  name: 'run_status',
  title: 'Say where a run stands',
  description:
    'Where a run stands, task by task, with what each needs from a person. Without `run`: the newest of the repository. `others` are further runs of it that have not ended.',
  effect: 'reads',
  input: z.strictObject({ run: runField.optional() }),
  output: runOutput.extend({ others: z.array(z.string()) }),
  run: async ({ run }, context) => {
    const found = await findRun(context, run);
    if (!found.ok) return found;
    const repository = await findRepository(context.cwd);
    const here = listRuns(context.infra, { repository: repository.ok ? repository.value.commonDir : undefined });
    const others = here.filter((one) => one.run !== found.value.run && live.has(one.status));
    return ok({ ...runFacts(found.value), others: others.map((one) => one.run) });
  },
  say: runLine,
});
