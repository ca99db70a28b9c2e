import { z } from 'zod';
import { decideTask } from '../../../domain/coordination/decide-task.ts';
import type { Decision } from '../../../kernel/event.ts';
import { fail, ok } from '../../../kernel/result.ts';
import { defineCommand, isGiven, jsonFlag } from './command.ts';
import { steer, steerInput } from './steer.ts';

const became: Record<Decision, string> = {
  accept: 'is merged as it is',
  'send-back': 'goes back to its builder',
  'give-up': 'is given up; its work stays until it is cleaned',
};

/** `fanout decide` */
export const decide = defineCommand({
  syntax: 'decide [run] [task]',
  summary: 'Decide about a task that a review, a check or a conflict has stopped.',
  description:
    '`fanout status` shows what was found, the evidence and what it printed. To accept is to merge the very commit that was ' +
    'reviewed, in spite of its findings; the checks on the merged tree still count. What is sent back gets one more round and is reviewed again.',
  flags: [
    { flags: '--accept', says: 'merge the reviewed commit as it is' },
    { flags: '--send-back <word>', says: 'give it back to its builder, with what it should do' },
    { flags: '--give-up', says: 'end the task' },
    jsonFlag,
  ],
  examples: [
    { line: 'fanout decide checkout --accept', says: 'a task of the newest run' },
    { line: "fanout decide 7k2m checkout --send-back 'Round down, as the invoices do.'", says: 'one more round' },
  ],
  related: ['status', 'logs', 'retry'],
  input: steerInput.extend({
    accept: isGiven,
    sendBack: z.string().min(1, 'a word to the builder').max(4000, 'at most 4000 characters').optional(),
    giveUp: isGiven,
  }),
  act: (context, given) =>
    steer(context, given, async (infra, { view, task }) => {
      if (!task) {
        const expected = `a task; run ${view.run} has ${view.tasks.map(({ key }) => key).join(', ')}`;
        return fail({ reason: 'argument-invalid', name: 'task', value: '', expected });
      }
      const wanted = wantedOf(given);
      const [decision] = wanted;
      if (!decision || wanted.length > 1)
        return fail({
          reason: 'argument-invalid',
          name: 'decision',
          value: wanted.join(' '),
          expected: 'one of --accept, --send-back WORD and --give-up',
        });
      const decided = await decideTask(infra, { run: view.run, task: task.key, decision, word: given.sendBack });
      if (!decided.ok) return decided;
      return ok({ facts: decided.value, sentence: `Task ${task.key} of run ${view.run} ${became[decision]}.` });
    }),
});

const wantedOf = ({
  accept,
  sendBack,
  giveUp,
}: {
  accept: boolean;
  sendBack?: string | undefined;
  giveUp: boolean;
}): Decision[] => [
  ...(accept ? (['accept'] as const) : []),
  ...(sendBack === undefined ? [] : (['send-back'] as const)),
  ...(giveUp ? (['give-up'] as const) : []),
];
