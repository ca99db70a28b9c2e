import { resumeRun } from '../../../domain/coordination/steer-run.ts';
import { ok } from '../../../kernel/result.ts';
import { defineCommand, jsonFlag } from './command.ts';
import { steer, steerInput } from './steer.ts';

/** `fanout resume` */
export const resume = defineCommand({
  syntax: 'resume [run]',
  summary: 'Go on with a paused run.',
  description: 'Each task goes on from the stage that it had reached.',
  flags: [jsonFlag],
  examples: [{ line: 'fanout resume', says: 'the newest run of this repository' }],
  related: ['pause', 'status'],
  input: steerInput,
  act: (context, given) =>
    steer(context, given, (infra, { view }) => {
      const resumed = resumeRun(infra, { run: view.run });
      if (!resumed.ok) return resumed;
      const { changed, status } = resumed.value;
      const sentence = changed ? `goes on. Watch it with \`fanout status ${view.run} --watch\`.` : `is ${status}.`;
      return ok({ facts: resumed.value, sentence: `Run ${view.run} ${sentence}` });
    }),
});
