import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { record } from '../../mcp-server/domain/coordination/work/record.ts';
import { sessionFiles } from '../../mcp-server/domain/sessions/session-files.ts';
import { writeRecord } from '../../mcp-server/domain/workspaces/workspace-record.ts';
import { openStore } from '../../mcp-server/infra/store/open.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { Agent, Event } from '../../mcp-server/kernel/event.ts';
import type { Commit, RunId, SessionId, TaskKey } from '../../mcp-server/kernel/model.ts';
import type { TestRepository } from '../support/repository.ts';
import { makeGraph } from '../support/submitted.ts';
import { submittedAt } from './views.ts';

const session = '11111111-2222-4333-8444-555555555555' as SessionId;
const spending = { usd: 0.25, inputTokens: 1000, outputTokens: 200, turns: 4, models: { scripted: 0.25 } };

/**
 * Writes the journal of a run that has ended into the state folder below `home`: task `cart` is merged, its worktree still
 * there with a commit and a file that is not committed; `pay`, which depends on it, failed.
 */
export function craftRun(sample: TestRepository, { home, run = 'ab12cd34' }: { home: string; run?: string }): void {
  const id = run as RunId;
  const cart = 'cart' as TaskKey;
  const pay = 'pay' as TaskKey;
  const worktree = join(`${sample.path}.fanout`, run, 'cart');
  const branch = `fanout/${run}/task/cart`;
  sample.git(['worktree', 'add', '--quiet', '-b', branch, worktree, sample.base]);
  writeFileSync(join(worktree, 'cart.js'), 'export const cart = [];\n');
  sample.git(['add', '--all'], { cwd: worktree });
  sample.git(['commit', '--quiet', '--message', 'cart'], { cwd: worktree });
  writeFileSync(join(worktree, 'notes.txt'), 'not committed\n');
  const { commonDir } = sample.repository;
  writeRecord({ home: join(home, 'state') }, { path: worktree, commonDir, branch, base: sample.base, stage: 'ready' });
  const commit = sample.git(['rev-parse', branch]) as Commit;
  const directory = join(home, 'state', 'runs', run, 'cart', '01-build-11111111');
  mkdirSync(directory, { recursive: true });
  writeFileSync(sessionFiles(directory).output, transcript.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const workspace = { path: worktree, branch, base: sample.base, ports: [{ name: 'web', port: 21_000 }], environment: {} };
  const finding = {
    id: 'f1',
    severity: 'major',
    title: 'Empty carts are lost',
    file: 'cart.js',
    line: 1,
    what: '',
    evidence: null,
  } as const;
  const config = { ...defaultConfig, checks: ['npm test'] };
  const agent: Agent = { name: 'scripted', command: ['true'], version: '1.0.0' };
  const failure = { reason: 'nothing-committed', task: 'pay', keptAt: `${sample.path}.fanout/${run}/pay` } as const;
  const events: Event[] = [
    {
      kind: 'run-submitted',
      run: id,
      repository: sample.repository,
      from: sample.path,
      baseBranch: 'main',
      base: sample.base,
      graph: makeGraph('cart', 'pay: cart'),
      config,
      agent,
    },
    { kind: 'target-created', run: id, branch: `fanout/${run}/merged`, commit: sample.base },
    { kind: 'task-started', run: id, task: cart, attempt: 1 },
    { kind: 'workspace-wanted', run: id, task: cart, path: worktree, branch, base: sample.base },
    { kind: 'workspace-ready', run: id, task: cart, workspace },
    { kind: 'plan-made', run: id, task: cart, plan: { summary: '', paths: [], steps: [], checks: [], risks: [] } },
    { kind: 'session-launching', run: id, task: cart, session, stage: 'build', resumes: null, directory },
    { kind: 'session-ended', run: id, task: cart, session, stage: 'build', spending, failure: null },
    { kind: 'build-finished', run: id, task: cart, commit },
    { kind: 'checks-finished', run: id, task: cart, report: { commit, passed: true, gates: [] } },
    {
      kind: 'review-finished',
      run: id,
      task: cart,
      verdict: { commit, decision: 'block', summary: '', findings: [{ ...finding, status: 'reproduced' }] },
    },
    { kind: 'fix-wanted', run: id, task: cart, because: 'findings', round: 1, detail: '', files: [], red: [] },
    { kind: 'build-finished', run: id, task: cart, commit },
    { kind: 'checks-finished', run: id, task: cart, report: { commit, passed: true, gates: [] } },
    { kind: 'review-finished', run: id, task: cart, verdict: { commit, decision: 'pass', summary: '', findings: [] } },
    { kind: 'merged', run: id, task: cart, commit, onto: sample.base, tree: '0'.repeat(40) },
    { kind: 'task-done', run: id, task: cart },
    { kind: 'task-started', run: id, task: pay, attempt: 1 },
    { kind: 'task-failed', run: id, task: pay, failure },
    { kind: 'run-finished', run: id },
  ];
  const store = openStore(join(home, 'state', 'fanout.db'));
  if (!store.ok) throw new Error(store.failure.reason);
  let now = submittedAt;
  const clock = { now: () => (now += 1_000), elapsed: () => 0, sleep: () => Promise.resolve() };
  for (const event of events) record({ store: store.value, clock }, event);
  store.value.close();
}

const say = (content: object[]) => ({ type: 'assistant', timestamp: '2026-11-21T12:00:01.000Z', message: { id: 'm', content } });
const transcript = [
  { type: 'system', subtype: 'init', model: 'scripted', cwd: '/srv' },
  say([{ type: 'text', text: 'I write the cart.\u001B[2J' }]),
  say([{ type: 'tool_use', id: 't', name: 'Bash', input: { command: 'npm test' } }]),
  { type: 'result', subtype: 'success', is_error: false, result: 'Done.', num_turns: 2, total_cost_usd: 0.25 },
];
