import { retryTask } from '../../../domain/coordination/steer-run.ts';
import { fail, ok } from '../../../kernel/result.ts';
import { defineCommand, jsonFlag } from './command.ts';
import { steer, steerInput } from './steer.ts';

/** `fanout retry` */
export const retry = defineCommand({
  syntax: 'retry [run] [task]',
  summary: 'Try a task again that failed, is blocked or was cancelled.',
  description: 'The work of the last attempt is kept below refs/fanout/. Tasks that only waited for this one are tried as well.',
  flags: [jsonFlag],
  examples: [
    { line: 'fanout retry checkout', says: 'a task of the newest run' },
    { line: 'fanout retry 7k2m checkout', says: 'a task of another run' },
  ],
  related: ['status', 'logs', 'cancel'],
  input: steerInput,
  act: (context, given) =>
    steer(context, given, (infra, { view, task }) => {
      if (!task) {
        const expected = `a task; run ${view.run} has ${view.tasks.map(({ key }) => key).join(', ')}`;
        return fail({ reason: 'argument-invalid', name: 'task', value: '', expected });
      }
      const tried = retryTask(infra, { run: view.run, task: task.key });
      if (!tried.ok) return tried;
      const sentence = tried.value.changed ? 'is tried again' : `is ${tried.value.phase} already`;
      const watch = `Watch it with \`fanout status ${view.run} --watch\`.`;
      return ok({ facts: tried.value, sentence: `Task ${task.key} of run ${view.run} ${sentence}. ${watch}` });
    }),
});
