import { z } from 'zod';
import { allowMore, retryTask } from '../../../domain/coordination/steer-run.ts';
import type { Infra } from '../../../infra/infra.ts';
import type { RunView } from '../../../domain/coordination/work/view.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { count, dollars } from '../terminal/units.ts';
import { defineCommand, jsonFlag } from './command.ts';
import { noTask, steer, steerInput, type Answer } from './steer.ts';

const amount = 'an amount in US dollars above 0';

/** `fanout retry` */
export const retry = defineCommand({
  syntax: 'retry [run] [task]',
  summary: 'Try a task again that failed, is blocked or was cancelled.',
  description:
    'The work of the last attempt is kept below refs/fanout/. Tasks that only waited for this one are tried as well. A task that ' +
    'waits for money goes on where it was: --budget-usd allows the run more and lets all of them go on.',
  flags: [{ flags: '--budget-usd <amount>', says: 'from now on the run may spend this much in all, at list price' }, jsonFlag],
  examples: [
    { line: 'fanout retry checkout', says: 'a task of the newest run' },
    { line: 'fanout retry 7k2m checkout', says: 'a task of another run' },
    { line: 'fanout retry 7k2m --budget-usd 80', says: 'all that waits for money goes on' },
  ],
  related: ['status', 'logs', 'cancel'],
  input: steerInput.extend({ budgetUsd: z.coerce.number(amount).positive(amount).optional() }),
  act: (context, given) =>
    steer(context, given, (infra, { view, task }) => {
      if (given.budgetUsd !== undefined) return goOn(infra, view, given.budgetUsd);
      if (!task) return fail(noTask(view));
      const tried = retryTask(infra, { run: view.run, task: task.key });
      if (!tried.ok) return tried;
      const sentence = tried.value.changed ? 'is tried again' : `is ${tried.value.phase} already`;
      const watch = `Watch it with \`fanout status ${view.run} --watch\`.`;
      return ok({ facts: tried.value, sentence: `Task ${task.key} of run ${view.run} ${sentence}. ${watch}` });
    }),
});

function goOn(infra: Infra, { run }: RunView, usd: number): Result<Answer> {
  const allowed = allowMore(infra, { run, budget: { usd } });
  if (!allowed.ok) return allowed;
  const sentence = `Run ${run} may spend ${dollars(usd)} in all, and ${count(allowed.value.length, 'task')} that waited for it ${allowed.value.length === 1 ? 'goes' : 'go'} on.`;
  return ok({ facts: { run, changed: true, usd, tasks: allowed.value }, sentence });
}
