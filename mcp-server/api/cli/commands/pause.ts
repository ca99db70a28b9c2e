import { pauseRun } from '../../../domain/coordination/steer-run.ts';
import { ok } from '../../../kernel/result.ts';
import { defineCommand, jsonFlag } from './command.ts';
import { steer, steerInput } from './steer.ts';

/** `fanout pause` */
export const pause = defineCommand({
  syntax: 'pause [run]',
  summary: 'Start nothing new in a run; what is at work ends its stage.',
  description: 'Sessions that are at work finish their stage, so nothing is lost. Saying it twice is harmless.',
  flags: [jsonFlag],
  examples: [{ line: 'fanout pause', says: 'the newest run of this repository' }],
  related: ['resume', 'cancel', 'status'],
  input: steerInput,
  act: (context, given) =>
    steer(context, given, (infra, { view }) => {
      const paused = pauseRun(infra, { run: view.run });
      if (!paused.ok) return paused;
      const { changed, status } = paused.value;
      const already = status === 'paused' ? 'was paused already' : `is ${status}, so there is nothing to pause`;
      const sentence = changed ? `is paused. Go on with \`fanout resume ${view.run}\`.` : `${already}.`;
      return ok({ facts: paused.value, sentence: `Run ${view.run} ${sentence}` });
    }),
});
