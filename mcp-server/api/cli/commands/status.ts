import { z } from 'zod';
import { hasSupervisor } from '../../../domain/coordination/ensure-supervisor.ts';
import { listRuns, readAllEvents } from '../../../domain/coordination/work/read-run.ts';
import type { RunView } from '../../../domain/coordination/work/view.ts';
import type { Infra } from '../../../infra/infra.ts';
import type { RunId } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import { follow } from '../live/follow.ts';
import { outcomeText } from '../say/outcome.ts';
import { runJson, taskJson } from '../say/run-json.ts';
import { listText, statusText } from '../say/status.ts';
import { totals } from '../say/totals.ts';
import { readWork } from '../say/work.ts';
import type { Context } from '../terminal/context.ts';
import type { Outcome } from '../terminal/exit-codes.ts';
import { defineCommand, isGiven, jsonFlag } from './command.ts';
import { findRun, runsHere } from './find-run.ts';

/** `fanout status` */
export const status = defineCommand({
  syntax: 'status [run]',
  summary: 'Show where a run and each of its tasks stand, and what is in the worktrees.',
  description:
    'Without a run: the newest of this repository, and a list of the others. Each task with its phase and how long it has been ' +
    'there, tries, rounds, cost, ports, and what its branch is ahead, behind and uncommitted. Failures come with what to do.',
  flags: [
    { flags: '-w, --watch', says: 'stay and follow it live until it ends' },
    { flags: '--all', says: 'list the runs of all repositories of this machine' },
    jsonFlag,
  ],
  examples: [
    { line: 'fanout status', says: 'the newest run of this repository' },
    { line: 'fanout status 7k2m --watch', says: 'follow a run' },
    { line: 'fanout status --json', says: 'one object, for scripts' },
  ],
  related: ['logs', 'retry', 'merge'],
  input: z.object({ run: z.string().optional(), watch: isGiven, all: isGiven, json: isGiven }),
  act: async (context, { run, watch, all, json }) => {
    const { terminal, cwd, open } = context;
    const infra = await open();
    if (!infra.ok) return infra;
    const now = infra.value.clock.now();
    if (all) {
      const runs = listRuns(infra.value);
      const text = () => listText(runs, { now, columns: terminal.columns(), paint: terminal.paint, withRepository: true });
      terminal.print(json ? JSON.stringify({ runs: runs.map(summary) }) : text());
      return ok('done');
    }
    const found = await findRun(infra.value, { cwd, wanted: run, reads: true });
    if (!found.ok) return found;
    if (watch) return watchRun(context, { infra: infra.value, view: found.value, json });
    const others =
      run === undefined ? (await runsHere(infra.value, { cwd })).filter((other) => other.run !== found.value.run) : [];
    await printStatus(context, { view: found.value, others, json, now });
    if (found.value.status === 'running' && !hasSupervisor(infra.value)) terminal.complain(`\n${orphaned(found.value.run)}`);
    return ok('done');
  },
});

const orphaned = (run: RunId): string =>
  `Nothing carries this run: its supervisor is gone. \`fanout status ${run} --watch\` starts it again, and the run goes on.`;

async function printStatus(
  { terminal }: Context,
  { view, others, json, now }: { view: RunView; others: RunView[]; json: boolean; now: number },
): Promise<void> {
  const { paint } = terminal;
  const columns = terminal.columns();
  const work = await readWork(view);
  if (json) {
    const tasks = view.tasks.map((task) => ({ ...taskJson(task), work: work.get(task.key) ?? null }));
    return terminal.print(JSON.stringify({ ...runJson(view, now), tasks, others: others.map(summary) }));
  }
  terminal.print(statusText(view, { work, now, columns, paint }));
  if (others.length > 0)
    terminal.print(`\nOther runs:\n${listText(others.slice(0, 9), { now, columns, paint, withRepository: false })}`);
}

async function watchRun(
  context: Context,
  { infra, view, json }: { infra: Infra; view: RunView; json: boolean },
): Promise<Result<Outcome>> {
  const { terminal } = context;
  const signal = context.interrupted();
  const last = await follow(infra, { run: view.run, terminal, json, signal });
  if (!last || signal.aborted) return ok('interrupted');
  const events = readAllEvents(infra, { run: view.run });
  const text = () => outcomeText(last, { events, columns: terminal.columns(), paint: terminal.paint });
  terminal.print(json ? JSON.stringify(runJson(last, infra.clock.now())) : `\n${text()}`);
  const { tasks, merged } = totals(last);
  const isDone = last.trials ? last.trials.proved !== null : merged === tasks;
  return ok(isDone ? 'done' : 'notLanded');
}

const summary = (view: RunView): Record<string, unknown> => ({
  run: view.run,
  title: view.title,
  status: view.status,
  repository: view.repository.mainWorktree ?? view.repository.commonDir,
  createdAt: view.createdAt,
  counts: totals(view),
});
