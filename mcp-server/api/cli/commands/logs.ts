import { dirname } from 'node:path';
import { z } from 'zod';
import { readRun } from '../../../domain/coordination/work/read-run.ts';
import type { RunView } from '../../../domain/coordination/work/view.ts';
import type { Infra } from '../../../infra/infra.ts';
import { ok } from '../../../kernel/result.ts';
import { Transcripts, type SpokenLine } from '../live/transcripts.ts';
import { hasEnded } from '../say/phase.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { defineCommand, isGiven, jsonFlag } from './command.ts';
import { findTarget, type Target } from './find-run.ts';
import { stages } from './run-settings.ts';

const lookEveryMs = 200;
const someStage = `one of ${stages.join(', ')}`;

/** `fanout logs` */
export const logs = defineCommand({
  syntax: 'logs [run] [task]',
  summary: 'Print what the sessions of a run said and did.',
  description:
    'A line for each thing that a session said, used, or was refused. All sessions of the run, or those of one task, in the order ' +
    'of their launch. Transcripts stay when a run is cleaned.',
  flags: [
    { flags: '-f, --follow', says: 'stay, and print what comes until the run or the task ends' },
    { flags: '--stage <stage>', says: 'only sessions of this stage: plan, build, review, fix or learn' },
    { flags: '--raw', says: 'print the events as the agent wrote them' },
    jsonFlag,
  ],
  examples: [
    { line: 'fanout logs checkout -f', says: 'follow a task of the newest run' },
    { line: 'fanout logs 7k2m checkout --stage review', says: 'what the reviewers did' },
  ],
  related: ['status', 'events', 'retry'],
  input: z.object({
    run: z.string().optional(),
    task: z.string().optional(),
    follow: isGiven,
    stage: z.enum(stages, someStage).optional(),
    raw: isGiven,
    json: isGiven,
  }),
  act: async (context, { run, task, follow, stage, raw, json }) => {
    const { terminal, cwd, open } = context;
    const infra = await open();
    if (!infra.ok) return infra;
    const target = await findTarget(infra.value, { cwd, run, task, reads: true });
    if (!target.ok) return target;
    const transcripts = new Transcripts({ task: target.value.task?.key ?? null, stage: stage ?? null });
    const say = (view: RunView) => {
      if (raw) return void terminal.stdout.write(transcripts.readRaw(view));
      for (const line of transcripts.read(view)) terminal.print(json ? JSON.stringify(line) : lineText(line, terminal));
    };
    if (!follow) {
      say(target.value.view);
      if (!json && !raw) terminal.complain(whereText(target.value));
      return ok('done');
    }
    const signal = context.interrupted();
    await sayUntilEnd(infra.value, { target: target.value, say, signal });
    return ok(signal.aborted ? 'interrupted' : 'done');
  },
});

async function sayUntilEnd(
  infra: Infra,
  { target, say, signal }: { target: Target; say: (view: RunView) => void; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    // The state first, the transcripts second: whatever was said before the end is then printed.
    const view = readRun(infra, { run: target.view.run });
    if (!view.ok) return;
    say(view.value);
    const task = view.value.tasks.find(({ key }) => key === target.task?.key);
    if (view.value.finishedAt !== null || (task && hasEnded(task.phase))) return;
    await infra.clock.sleep(lookEveryMs, signal);
  }
}

// A brief is said in one line of thousands of letters; --json and --raw have all of it.
const longest = 300;

const lineText = ({ at, task, stage, kind, text }: SpokenLine, { paint }: Terminal): string => {
  const time = at === null ? '' : `${paint('dim', at.slice(11, 19))} `;
  const all = sanitiseLine(text);
  const words = all.length > longest ? `${all.slice(0, longest - 1).toWellFormed()}…` : all;
  return `${time}${task} ${stage} ${paint(kind === 'failed' || kind === 'refused' ? 'red' : 'dim', kind)} ${words}`;
};

/** Where the outputs lie that are no transcript: those of setup and checks. */
function whereText({ view, task }: Target): string {
  const sessions = (task ? [task] : view.tasks).flatMap((one) => one.sessions);
  const [first] = sessions;
  if (!first) return `No session of ${task ? `task ${task.key} of ` : ''}run ${view.run} has begun yet.`;
  const folder = task ? dirname(first.directory) : dirname(dirname(first.directory));
  return `Transcripts and the outputs of setup and checks are in ${folder}`;
}
