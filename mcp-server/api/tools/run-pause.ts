import { z } from 'zod';
import { pauseRun } from '../../domain/coordination/steer-run.ts';
import { defineTool } from './define-tool.ts';
import { runField } from './fields.ts';
import { steer, steeredLine, steeredOutput } from './steer.ts';

/** Pause a run. */
export const runPause = defineTool({
  name: 'run_pause',
  title: 'Pause a run',
  description: 'Starts no further stage until run_resume; stages that are under way end. Harmless when paused already.',
  effect: 'changes',
  input: z.strictObject({ run: runField }),
  output: steeredOutput,
  run: ({ run }, { infra }) => steer(infra, pauseRun(infra, { run })),
  say: steeredLine,
});
