import { releaseTask } from '../../../domain/coordination/attach-task.ts';
import { ensureSupervisor } from '../../../domain/coordination/ensure-supervisor.ts';
import { fail, ok } from '../../../kernel/result.ts';
import { short } from '../terminal/units.ts';
import { defineCommand, jsonFlag } from './command.ts';
import { findTarget } from './find-run.ts';
import { noTask, steerInput } from './steer.ts';

/** `fanout release` */
export const release = defineCommand({
  syntax: 'release [run] [task]',
  summary: 'Give a task back that you took over.',
  description:
    'What you committed on its branch is checked, reviewed and merged like the work of a session, with all rounds before it. ' +
    'Where you changed nothing it goes on where it was. Changes that are not committed refuse it.',
  flags: [jsonFlag],
  examples: [{ line: 'fanout release checkout', says: 'a task of the newest run' }],
  related: ['attach', 'status'],
  input: steerInput,
  act: async ({ terminal, cwd, open }, { run, task, json }) => {
    const infra = await open();
    if (!infra.ok) return infra;
    const target = await findTarget(infra.value, { cwd, run, task });
    if (!target.ok) return target;
    const { view } = target.value;
    if (!target.value.task) return fail(noTask(view));
    const released = await releaseTask(infra.value, { run: view.run, task: target.value.task.key });
    if (!released.ok) return released;
    const supervised = await ensureSupervisor(infra.value);
    if (!supervised.ok) return supervised;
    const { task: key, commit, phase } = released.value;
    const what = commit
      ? `${short(commit)} is checked and reviewed like any work`
      : 'nothing changed, so it goes on where it was';
    const text = `Task ${key} of run ${view.run} is ${phase} again: ${what}. Watch it with \`fanout status ${view.run} --watch\`.`;
    terminal.print(json ? JSON.stringify(released.value) : text);
    return ok('done');
  },
});
