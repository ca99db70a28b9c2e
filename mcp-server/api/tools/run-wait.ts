import { z } from 'zod';
import { waitRun } from '../../domain/coordination/wait-run.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { patienceField, runField } from './fields.ts';
import { runFacts, runLine, runOutput } from './run-facts.ts';

/** Waits for a run. */
export const runWait = defineTool({
  name: 'run_wait',
  title: 'Wait for a run',
  description:
    'Waits until a run ends or, with until=change, until something happened after `after`. Answers where it stands when `seconds` are over too; the run goes on either way. `why` says what ended the waiting; pass `seq` as the next `after`.',
  effect: 'reads',
  input: z.strictObject({
    run: runField,
    until: z.enum(['end', 'change']).default('end'),
    after: z.int().min(0).default(0),
    seconds: patienceField,
  }),
  output: runOutput.extend({ why: z.enum(['ended', 'changed', 'patience']), seq: z.int() }),
  run: async ({ run, until, after, seconds }, { infra, signal, progress }) => {
    const onChange = (view: Parameters<typeof runFacts>[0]) => progress(runLine(runOutput.parse(runFacts(view))));
    const waited = await waitRun(infra, { run, until, after, patienceMs: seconds * 1000, signal, onChange });
    if (!waited.ok) return waited;
    const { view, why, seq } = waited.value;
    return ok({ ...runFacts(view), why, seq });
  },
  say: runLine,
});
