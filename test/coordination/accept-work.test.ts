import { expect, onTestFinished, test } from 'vitest';
import { acceptWork } from '../../mcp-server/domain/coordination/stages/accept-work.ts';
import { readRunState, readTaskStates, record } from '../../mcp-server/domain/coordination/work/record.ts';
import { noSpending } from '../../mcp-server/domain/sessions/outcome.ts';
import type { Event } from '../../mcp-server/kernel/event.ts';
import type { GateResult, SessionId, TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { makeGraph, submitted } from '../support/submitted.ts';

const key = 'a' as TaskKey;
const red: GateResult = { command: 'npm test', exitCode: 1, durationMs: 1, outputPath: '' };

/** What becomes of a task whose fixing session committed nothing, when it was sent back so. */
async function afterNothing(detail: string, gates: GateResult[]) {
  const sample = makeRepository();
  onTestFinished(sample.dispose);
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  const run = submitted(infra, makeGraph('a'), {}, sample.repository);
  const workspace = { path: sample.path, branch: 'main', base: sample.base, ports: [], environment: {} };
  const commit = sample.commit({ 'a.txt': 'a\n' });
  const events = [
    { kind: 'task-started', attempt: 1 },
    { kind: 'workspace-wanted', ...workspace },
    { kind: 'workspace-ready', workspace },
    { kind: 'plan-made', plan: { summary: '', paths: [], steps: [], checks: [], risks: [] } },
    { kind: 'build-finished', commit },
    { kind: 'fix-wanted', because: 'checks', round: 1, detail, files: [], red: gates },
  ];
  for (const event of events) record(infra, { ...event, run, task: key } as Event);
  const [task] = readTaskStates(infra.store, run);
  const state = readRunState(infra.store, run);
  if (!task || !state?.graph.tasks[0]) throw new Error('There is no run');
  const outcome = { session: 's' as SessionId, spending: noSpending, failure: null, text: '', structured: null };
  const attempt = { infra, run: state, task: state.graph.tasks[0] };
  const failure = await acceptWork(attempt, task, { ...outcome, denials: [], lastText: '' });
  const [after] = readTaskStates(infra.store, run);
  return [failure, after?.phase, after?.round];
}

test('a builder that finds nothing to mend where a check was red is taken at its word: the check runs again', async () => {
  expect(await afterNothing('', [red])).toEqual([null, 'checking', 1]);
});

test('a builder that was sent back for its own work and commits nothing is sent back again', async () => {
  expect(await afterNothing('Your change weakens what checks it.', [])).toEqual([null, 'fixing', 2]);
});
