import { expect, test } from 'vitest';
import { stackLayers, type Landed } from '../../mcp-server/domain/merges/stack/plan-stack.ts';
import {
  pullRequestBody,
  pullRequestTitle,
  type PullRequestFacts,
} from '../../mcp-server/domain/merges/stack/pull-request-text.ts';
import type { Commit, RunId, TaskKey } from '../../mcp-server/kernel/model.ts';

const chain = (...names: string[]) => names.map((commit) => ({ commit: commit as Commit }));
const landed = (task: string, at: number, fork: number): Landed => ({
  task: task as TaskKey,
  at,
  fork,
  reviewed: `${task}-reviewed` as Commit,
});
const drawn = (layers: ReturnType<typeof stackLayers>) =>
  layers.map(({ task, head, onto }) => `${task} ${head} → ${onto ?? 'target'}`);

test('work that was begun on the base goes to the target by itself, as it was reviewed', () => {
  expect(drawn(stackLayers(chain('A', 'B'), [landed('a', 0, -1), landed('b', 1, -1)]))).toEqual([
    'a a-reviewed → target',
    'b b-reviewed → target',
  ]);
});

// a → b → c, and d on the base
test('where work was built on other work, the run’s branch up to there is a stack of the merges that were tested', () => {
  const layers = stackLayers(chain('A', 'B', 'C', 'D'), [
    landed('a', 0, -1),
    landed('b', 1, 0),
    landed('c', 2, 1),
    landed('d', 3, -1),
  ]);
  expect(drawn(layers)).toEqual(['a A → target', 'b B → a', 'c c-reviewed → b', 'd d-reviewed → target']);
});

test('a lesson is part of the layer below the next merge, and what follows stands on that', () => {
  const layers = stackLayers(chain('A', 'lesson', 'B'), [landed('a', 0, -1), landed('b', 2, -1)]);
  expect(drawn(layers)).toEqual(['a lesson → target', 'b b-reviewed → target']);
  expect(drawn(stackLayers(chain('A', 'lesson', 'B'), [landed('a', 0, -1), landed('b', 2, 1)]))).toEqual([
    'a lesson → target',
    'b b-reviewed → a',
  ]);
});

const facts: PullRequestFacts = {
  run: 'k3m9x2ab' as RunId,
  task: 'login' as TaskKey,
  title: 'Log in\n with   a password',
  spec: 'Ping @ada, closes #1.\n````\n## Not a heading\n````\n\u202etxet',
  plan: { summary: 'A form.', paths: [], steps: ['Write it.'], checks: [], risks: [] },
  checks: {
    commit: 'c' as Commit,
    passed: true,
    gates: [{ command: 'npm test', exitCode: 0, durationMs: 5, outputPath: '/home/ada/secret.log' }],
  },
  verdict: { commit: 'c' as Commit, decision: 'pass', summary: 'Good.', findings: [] },
  proven: [],
  rounds: 1,
  cost: [{ stage: 'build', usd: 0.5, sessions: 2 }],
  merged: 'm' as Commit,
  onto: null,
};

test('a body has spec, plan, evidence and cost, mentions nobody, and tells no path of this machine', () => {
  const body = pullRequestBody(facts);
  expect(pullRequestTitle(facts)).toBe('Log in with a password');
  for (const part of [
    '## Spec',
    '## Plan',
    '`npm test`: exit 0',
    'pass, 0 findings',
    '$0.50 at list price, an estimate',
    'Fanout-Task: login',
  ])
    expect(body).toContain(part);
  expect(body).not.toContain('/home/ada');
  expect(body).not.toContain('\u202e');
  // The spec's own fence has four ticks, so ours has five: it cannot be closed from inside.
  expect(body).toMatch(/\n`{5}text\nPing @ada[^]*\n`{5}\n/);
});
