import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realGround } from '../../mcp-server/domain/coordination/real-ground.ts';
import { proveTroubles } from '../../mcp-server/domain/coordination/stages/prove-troubles.ts';
import type { Attempt } from '../../mcp-server/domain/coordination/work/attempt.ts';
import { Limiter } from '../../mcp-server/domain/coordination/work/limiter.ts';
import { readRunState, readTaskState, record } from '../../mcp-server/domain/coordination/work/record.ts';
import { readTaskEvents } from '../../mcp-server/domain/coordination/work/task-events.ts';
import { sessionFiles } from '../../mcp-server/domain/sessions/session-files.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { TaskEvent } from '../../mcp-server/kernel/event.ts';
import { newRunId, newSessionId } from '../../mcp-server/kernel/id.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { makeGraph } from '../support/submitted.ts';

const gate = 'sh test/all.sh';
const session = newSessionId();
let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'src/a.txt': 'wrong\n', 'test/all.sh': '! grep -rq wrong src\n' } });
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

/** An attempt at a task about which only this is known, and the function that records more of it. */
function attemptAt(): { attempt: Attempt; tell(event: object): void } {
  const run = newRunId();
  const graph = makeGraph('a');
  const [task] = graph.tasks;
  if (!task) throw new Error('no task');
  const { repository, base } = sample;
  const agent = { name: 'scripted' as const, command: ['true'], version: '0' };
  const config = { ...defaultConfig, checks: [gate] };
  record(infra, { kind: 'run-submitted', run, repository, from: sample.path, baseBranch: 'main', base, graph, config, agent });
  const tell = (event: object) => void record(infra, { run, task: task.key, ...event } as TaskEvent);
  tell({ kind: 'task-started', attempt: 1 });
  const workspace = { path: join(sample.folder, 'w'), branch: 'x', base, ports: [], environment: {} };
  tell({ kind: 'workspace-ready', workspace });
  const state = readRunState(infra.store, run);
  if (!state) throw new Error('no run');
  const attempt = {
    infra,
    run: state,
    task,
    signal: new AbortController().signal,
    merging: <T>(work: () => Promise<T>) => work(),
  };
  return { attempt: { ...attempt, limiter: new Limiter(infra, 'scripted'), ground: realGround }, tell };
}

const outcomeOf = async ({ attempt, tell }: ReturnType<typeof attemptAt>, fixedAt: Commit) => {
  tell({ kind: 'build-finished', commit: fixedAt });
  tell({ kind: 'merged', commit: fixedAt, onto: sample.base, tree: 't' });
  const { run, task } = attempt;
  const state = readTaskState(infra.store, run.run, task.key);
  if (!state) throw new Error('no task');
  await proveTroubles(attempt, state);
  await proveTroubles(attempt, readTaskState(infra.store, run.run, task.key) ?? state);
  return readTaskEvents(infra, { run: run.run, task: task.key }).flatMap((event) =>
    event.kind === 'finding-proven'
      ? [`${event.source} ${event.finding.evidence?.command} ${event.brokenAt === sample.base}`]
      : event.kind === 'lesson-declined'
        ? event.problems
        : [],
  );
};

/** A session that a watchdog ended after it ran this. */
function bitten({ tell }: ReturnType<typeof attemptAt>, command: string): void {
  const directory = join(sample.folder, 'session');
  mkdirSync(directory, { recursive: true });
  const use = { type: 'tool_use', name: 'Bash', input: { command } };
  writeFileSync(sessionFiles(directory).output, `${JSON.stringify({ type: 'assistant', message: { content: [use] } })}\n`);
  tell({ kind: 'session-launching', session, stage: 'build', resumes: null, directory });
  const spending = { usd: 0, inputTokens: 0, outputTokens: 0, turns: 0, models: {} };
  tell({
    kind: 'session-ended',
    session,
    stage: 'build',
    spending,
    failure: { reason: 'session-looping', tool: 'Bash', times: 9 },
  });
}

test('a gate that a session looped on is proven once, where it failed before and passes after', async () => {
  const met = attemptAt();
  bitten(met, `${gate} --verbose`);
  expect(await outcomeOf(met, sample.commit({ 'src/a.txt': 'right\n' }))).toEqual([`watchdog ${gate} --verbose true`]);
});

test('what a session looped on and is no gate, or hides another command, is not run', async () => {
  for (const command of ['touch /tmp/fanout-never', `${gate}; touch /tmp/fanout-never`, `${gate} $(id)`]) {
    const met = attemptAt();
    bitten(met, command);
    expect(await outcomeOf(met, sample.commit({ 'src/a.txt': `${command.length}\n` }))).toEqual(['a replay did not show it']);
  }
});

test('gates that failed on the combined tree are proven on the merge that the builder was given', async () => {
  const met = attemptAt();
  const onto = sample.commit({ 'src/b.txt': 'wrong too\n' });
  sample.git(['switch', '--quiet', '--create', 'task', sample.base]);
  const reviewed = sample.commit({ 'src/a.txt': 'right\n' });
  met.tell({ kind: 'build-finished', commit: reviewed });
  met.tell({ kind: 'merge-wanted', commit: reviewed, onto });
  const red = [{ command: gate, exitCode: 1, durationMs: 1, outputPath: '/nowhere' }];
  met.tell({
    kind: 'merge-refused',
    failure: { reason: 'checks-failed', task: 'a', commands: [gate], red, outputPath: '', keptAt: '' },
  });
  sample.git(['merge', '--quiet', '--no-ff', '--message', 'both', onto]);
  expect(await outcomeOf(met, sample.commit({ 'src/b.txt': 'right too\n' }))).toEqual([`merge ${gate} false`]);
});

test('a gate that was red by chance teaches nothing', async () => {
  const met = attemptAt();
  const passing = sample.commit({ 'src/a.txt': 'right\n' });
  const report = (commit: Commit, exitCode: number) => ({
    kind: 'checks-finished',
    report: { commit, passed: exitCode === 0, gates: [{ command: gate, exitCode, durationMs: 1, outputPath: '/nowhere' }] },
  });
  met.tell(report(passing, 1));
  const next = sample.commit({ 'src/c.txt': 'more\n' });
  met.tell(report(next, 0));
  expect(await outcomeOf(met, next)).toEqual(['a replay did not show it']);
});
