import { z } from 'zod';
import { cancelRun } from '../../domain/coordination/steer-run.ts';
import { defineTool } from './define-tool.ts';
import { runField } from './fields.ts';
import { steer, steeredLine, steeredOutput } from './steer.ts';

/** Stop a run. */
export const runCancel = defineTool({
  name: 'run_cancel',
  title: 'Stop a run',
  description:
    'Stops every session of a run. What was merged stays merged, and every worktree stays until `fanout clean`, which keeps what is not merged below refs/fanout/.',
  effect: 'destroys',
  input: z.strictObject({ run: runField }),
  output: steeredOutput,
  run: ({ run }, { infra }) => steer(infra, cancelRun(infra, { run })),
  say: steeredLine,
});
