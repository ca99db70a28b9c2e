import { expect, test } from 'vitest';
import { findTroubles } from '../../mcp-server/domain/lessons/find-troubles.ts';
import { lessonGate } from '../../mcp-server/domain/lessons/render-check.ts';
import type { Recorded } from '../../mcp-server/kernel/event.ts';
import type { Commit, RunId, SessionId, TaskKey } from '../../mcp-server/kernel/model.ts';

const commit = (letter: string) => letter.repeat(40) as Commit;
const [run, task, session] = ['k3m9x2ab' as RunId, 'sum' as TaskKey, 's' as SessionId];
type Body = Recorded extends infer E ? (E extends Recorded ? Omit<E, 'run' | 'task' | 'seq' | 'at' | 'sum'> : never) : never;
const story = (...bodies: object[]) =>
  bodies.map((body, seq) => ({ run, task, seq, at: seq, sum: '', ...body })) as unknown as Recorded[];
const built = (letter: string): Body => ({ kind: 'build-finished', commit: commit(letter) });
const gate = (command: string, exitCode: number) => ({ command, exitCode, durationMs: 1, outputPath: `/log/${command}` });
const checked = (letter: string, ...gates: ReturnType<typeof gate>[]): Body => ({
  kind: 'checks-finished',
  report: { commit: commit(letter), passed: gates.every(({ exitCode }) => exitCode === 0), gates },
});
const merged = { kind: 'merged', commit: commit('e'), onto: commit('9'), tree: 't' };
const wanted = (letter: string): Body => ({ kind: 'merge-wanted', commit: commit(letter), onto: commit('9') });

test('a gate that was red and is green is a trouble, from its last red commit to its first green one', () => {
  const events = story(
    built('a'),
    checked('a', gate('npm test', 1), gate('npm run lint', 0), gate(lessonGate, 1)),
    built('b'),
    checked('b', gate('npm test', 1)),
    built('c'),
    checked('c', gate('npm test', 0), gate(lessonGate, 0)),
  );
  expect(findTroubles(events, task)).toEqual([
    {
      id: expect.any(String) as string,
      source: 'gate',
      command: 'npm test',
      outputPath: '/log/npm test',
      brokenAt: commit('b'),
      fixedAt: commit('c'),
    },
  ]);
  expect(findTroubles(events, 'other' as TaskKey)).toEqual([]);
});

test('a gate that stayed red, and what an earlier attempt met, teach nothing', () => {
  const met = [built('a'), checked('a', gate('npm test', 1))];
  expect(findTroubles(story(...met), task)).toEqual([]);
  const again = { kind: 'task-started', attempt: 2 };
  expect(findTroubles(story(...met, again, built('b'), checked('b', gate('npm test', 0))), task)).toEqual([]);
});

test('a merge that was refused is a trouble once it landed', () => {
  const red = { kind: 'merge-refused', failure: { reason: 'checks-failed', red: [gate('npm test', 1)] } };
  const conflict = { kind: 'merge-refused', failure: { reason: 'merge-conflict', files: ['a.js'] } };
  const refused = [built('a'), wanted('a'), conflict, built('b'), wanted('b'), red, built('c'), wanted('c')];
  expect(findTroubles(story(...refused), task)).toEqual([]);
  expect(findTroubles(story(...refused, merged), task)).toMatchObject([
    { source: 'merge', command: null, files: ['a.js'], onto: commit('9'), brokenAt: commit('a'), fixedAt: commit('c') },
    { source: 'merge', command: 'npm test', reviewed: commit('b'), fixedAt: commit('c') },
  ]);
});

test('a session that a watchdog ended is a trouble of the commit that it stood on; one that died is not', () => {
  const launching = { kind: 'session-launching', session, stage: 'build', resumes: null, directory: '/sessions/1' };
  const ended = (reason: string) => ({ kind: 'session-ended', session, stage: 'build', failure: { reason } });
  const ready = { kind: 'workspace-ready', workspace: { base: commit('a') } };
  const events = story(ready, launching, ended('session-died'), launching, ended('session-silent'), built('b'), merged);
  expect(findTroubles(events, task)).toMatchObject([
    { source: 'watchdog', session, directory: '/sessions/1', brokenAt: commit('a'), fixedAt: commit('b') },
  ]);
});
