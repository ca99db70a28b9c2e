import { cancelRun, cancelTask } from '../../../domain/coordination/steer-run.ts';
import { ok } from '../../../kernel/result.ts';
import { defineCommand, jsonFlag } from './command.ts';
import { steer, steerInput } from './steer.ts';

/** `fanout cancel` */
export const cancel = defineCommand({
  syntax: 'cancel [run] [task]',
  summary: 'Stop a run, or one task of it. What was merged stays merged.',
  description:
    'Its sessions end within seconds, with every process they started. Worktrees and branches stay until `fanout clean`.',
  flags: [jsonFlag],
  examples: [
    { line: 'fanout cancel', says: 'the newest run of this repository' },
    { line: 'fanout cancel 7k2m checkout', says: 'one task; a run may be shortened to its first letters' },
  ],
  related: ['pause', 'retry', 'clean'],
  input: steerInput,
  act: (context, given) =>
    steer(context, given, (infra, { view, task }) => {
      if (task) {
        const stopped = cancelTask(infra, { run: view.run, task: task.key });
        if (!stopped.ok) return stopped;
        const { changed, phase } = stopped.value;
        const sentence = changed
          ? `is being stopped. Try it again with \`fanout retry ${view.run} ${task.key}\`.`
          : `is ${phase}.`;
        return ok({ facts: stopped.value, sentence: `Task ${task.key} of run ${view.run} ${sentence}` });
      }
      const stopped = cancelRun(infra, { run: view.run });
      if (!stopped.ok) return stopped;
      const { changed, status } = stopped.value;
      const sentence = changed ? `is being stopped. Its worktrees stay until \`fanout clean ${view.run}\`.` : `is ${status}.`;
      return ok({ facts: stopped.value, sentence: `Run ${view.run} ${sentence}` });
    }),
});
