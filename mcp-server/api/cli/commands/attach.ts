import { attachTask, type Attached } from '../../../domain/coordination/attach-task.ts';
import { fail, ok } from '../../../kernel/result.ts';
import { defineCommand, jsonFlag } from './command.ts';
import { findTarget } from './find-run.ts';
import { noTask, steerInput } from './steer.ts';

/** `fanout attach` */
export const attach = defineCommand({
  syntax: 'attach [run] [task]',
  summary: 'Take a task over yourself, in its worktree.',
  description:
    'Its session is stopped, its conversation can be resumed, and nothing else works on it until you give it back with `fanout release`. ' +
    'The rest of the run goes on. A task that is blocked, failed or was cancelled can be taken over as long as its worktree is there.',
  flags: [jsonFlag],
  examples: [
    { line: 'fanout attach checkout', says: 'a task of the newest run' },
    { line: 'fanout attach 7k2m checkout', says: 'a task of another run' },
  ],
  related: ['release', 'status', 'retry'],
  input: steerInput,
  act: async ({ terminal, cwd, open, interrupted }, { run, task, json }) => {
    const infra = await open();
    if (!infra.ok) return infra;
    const target = await findTarget(infra.value, { cwd, run, task });
    if (!target.ok) return target;
    if (!target.value.task) return fail(noTask(target.value.view));
    const signal = interrupted();
    const { view } = target.value;
    const attached = await attachTask(infra.value, { run: view.run, task: target.value.task.key, signal });
    if (signal.aborted) return ok('interrupted');
    if (!attached.ok) return attached;
    terminal.print(json ? JSON.stringify(attached.value) : handover(attached.value));
    return ok('done');
  },
});

function handover({ run, task, worktree, branch, ports, enter, conversation, was }: Attached): string {
  const steps = [
    `  cd '${worktree.replaceAll("'", String.raw`'\''`)}'`,
    ...(enter === null ? [] : [`  ${enter}`]),
    ...(conversation ? [`  claude --resume ${conversation}`] : []),
    `  fanout release ${run} ${task}`,
  ];
  const leased = ports.map(({ name, port }) => `${name} ${port}`).join(', ');
  return [
    `Task ${task} of run ${run} is yours. It was ${was}; nothing else works on it now.`,
    '',
    ...steps,
    '',
    ...(enter === null
      ? []
      : ['Its packages are mounted only where fanout runs something: the second line opens a shell there.']),
    ...(leased === '' ? [] : [`Its ports: ${leased}.`]),
    `Commit what is to land on ${branch}. Once released it is checked, reviewed and merged like any other.`,
  ].join('\n');
}
