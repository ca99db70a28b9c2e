import { z } from 'zod';
import { resumeRun } from '../../domain/coordination/steer-run.ts';
import { defineTool } from './define-tool.ts';
import { runField } from './fields.ts';
import { steer, steeredLine, steeredOutput } from './steer.ts';

/** Go on with a paused run. */
export const runResume = defineTool({
  name: 'run_resume',
  title: 'Go on with a paused run',
  description: 'Goes on with a paused run. Harmless when it runs already.',
  effect: 'changes',
  input: z.strictObject({ run: runField }),
  output: steeredOutput,
  run: ({ run }, { infra }) => steer(infra, resumeRun(infra, { run })),
  say: steeredLine,
});
