import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { acceptWork } from '../../mcp-server/domain/coordination/stages/accept-work.ts';
import { readRunState, readTaskStates, record } from '../../mcp-server/domain/coordination/work/record.ts';
import { noSpending } from '../../mcp-server/domain/sessions/outcome.ts';
import type { Event } from '../../mcp-server/kernel/event.ts';
import type { Commit, GateResult, SessionId, TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { makeGraph, submitted } from '../support/submitted.ts';

const key = 'a' as TaskKey;
const red: GateResult = { command: 'npm test', exitCode: 1, durationMs: 1, outputPath: '' };

/** What becomes of a task whose fixing session committed nothing, when it was sent back so and left what `leave` makes. */
async function afterNothing(
  { detail = '', gates = [] }: { detail?: string; gates?: GateResult[] },
  leave: (place: { path: string; gitDir: string }) => void = () => undefined,
) {
  const sample = makeRepository();
  onTestFinished(sample.dispose);
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  const run = submitted(infra, makeGraph('a'), {}, sample.repository);
  const path = join(sample.folder, 'a');
  sample.git(['worktree', 'add', '--quiet', '-b', 'a', path]);
  const workspace = { path, branch: 'a', base: sample.base, ports: [], environment: {} };
  sample.git(['commit', '--quiet', '--allow-empty', '-m', 'work'], { cwd: path });
  const commit = sample.git(['rev-parse', 'a']) as Commit;
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
  leave({ path, gitDir: join(sample.repository.commonDir, 'worktrees/a') });
  const outcome = { session: 's' as SessionId, spending: noSpending, failure: null, text: '', structured: null };
  const attempt = { infra, run: state, task: state.graph.tasks[0] };
  const failure = await acceptWork(attempt, task, { ...outcome, denials: [], lastText: '' });
  const [after] = readTaskStates(infra.store, run);
  return { failure, phase: after?.phase, round: after?.round, detail: after?.fix?.detail };
}

test('a builder that finds nothing to mend where a check was red is taken at its word: the check runs again', async () => {
  expect(await afterNothing({ gates: [red] })).toMatchObject({ failure: null, phase: 'checking', round: 1 });
});

test('a builder that was sent back for its own work and commits nothing is sent back again', async () => {
  expect(await afterNothing({ detail: 'Your change weakens what checks it.' })).toMatchObject({
    failure: null,
    phase: 'fixing',
    round: 2,
  });
});

test('a builder whose git was killed is told so when it is sent back, and finds no lock any more', async () => {
  let lock = '';
  const after = await afterNothing({}, ({ path, gitDir }) => {
    writeFileSync(join(path, 'b.txt'), 'b\n');
    writeFileSync((lock = join(gitDir, 'index.lock')), '');
  });
  expect(after).toMatchObject({ failure: null, phase: 'fixing', detail: expect.stringContaining('had left a lock') });
  expect(existsSync(lock)).toBe(false);
});
