import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listSessions } from '../../mcp-server/domain/sessions/list-sessions.ts';
import { interruptSession, sendMessage } from '../../mcp-server/domain/sessions/say-to-session.ts';
import { stopSession } from '../../mcp-server/domain/sessions/stop-session.ts';
import { waitSession } from '../../mcp-server/domain/sessions/wait-session.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { newSessionId } from '../../mcp-server/kernel/id.ts';
import { bash, say, type Script } from '../support/scripted-model.ts';
import { setStage } from '../support/session-stage.ts';
import { until } from '../support/until.ts';

/** Works until the file `go` is there, so that a test decides how long a tool takes. */
const patient = bash('touch started; while [ ! -e go ]; do sleep 0.05; done');

const worker: Script = ({ results, everything }) =>
  results === 0 && !everything.includes('use tabs')
    ? [patient]
    : [say(everything.includes('use tabs') ? 'With tabs.' : 'With spaces.')];

test('a message reaches a session in the middle of its work', async () => {
  const stage = await setStage(worker);
  const { session } = await stage.launch();
  await until(() => existsSync(join(stage.worktree, 'started')));
  expect(await sendMessage(stage.infra, { session, text: 'Please use tabs' })).toEqual({ ok: true, value: undefined });
  writeFileSync(join(stage.worktree, 'go'), '');
  expect(await waitSession(stage.infra, { session })).toMatchObject({ failure: null, text: 'With tabs.' });
});

test('nobody can say anything to a session that has ended or never was', async () => {
  const stage = await setStage(() => [say('done')]);
  const { session } = await stage.run();
  expect(await sendMessage(stage.infra, { session, text: 'Hello' })).toMatchObject({ failure: { reason: 'session-ended' } });
  const unknown = newSessionId();
  expect(await sendMessage(stage.infra, { session: unknown, text: 'Hello' })).toMatchObject({
    failure: { reason: 'session-unknown' },
  });
});

test('an interrupted session goes on with what it is told', async () => {
  const stage = await setStage(worker);
  const { session } = await stage.launch();
  await until(() => existsSync(join(stage.worktree, 'started')));
  await interruptSession(stage.infra, { session, text: 'use tabs' });
  expect(await waitSession(stage.infra, { session })).toMatchObject({ failure: null, text: 'With tabs.' });
});

test('an interrupted session that is told nothing ends as stopped', async () => {
  const stage = await setStage(worker);
  const { session } = await stage.launch();
  await until(() => existsSync(join(stage.worktree, 'started')));
  await interruptSession(stage.infra, { session });
  expect(await waitSession(stage.infra, { session })).toMatchObject({
    failure: { reason: 'session-stopped', keptAt: stage.worktree },
  });
});

test('a stopped session leaves no process, not even a daemon that left its group and its environment', async () => {
  const stage = await setStage(() => [
    bash('setsid sleep 301 & env -i /usr/bin/setsid /usr/bin/env sleep 302 & touch started; sleep 0.1; wait'),
  ]);
  const { session } = await stage.launch();
  const waiting = waitSession(stage.infra, { session });
  await until(() => existsSync(join(stage.worktree, 'started')) && findProcesses({ directory: stage.worktree }).length >= 5);
  expect(listSessions(stage.infra)).toMatchObject([{ id: session, isRunning: true, endedAt: null }]);
  const outcome = await stopSession(stage.infra, { session });
  expect(outcome).toMatchObject({ failure: { reason: 'session-stopped', keptAt: stage.worktree } });
  expect(findProcesses({ directory: stage.worktree })).toEqual([]);
  expect(stage.processes(session)).toBe(0);
  expect(await waiting).toEqual(outcome);
  expect(listSessions(stage.infra)).toMatchObject([{ id: session, isRunning: false, endedAt: expect.any(Number) }]);
});

test('a session that ends by itself leaves no process either', async () => {
  const stage = await setStage(({ results }) =>
    results === 0 ? [bash('setsid sleep 303 >/dev/null 2>&1 & echo up')] : [say('done')],
  );
  const outcome = await stage.run();
  expect(outcome.failure).toBeNull();
  expect(stage.processes(outcome.session)).toBe(0);
});

test('a resumed session goes on with the conversation and costs the difference', async () => {
  const stage = await setStage(({ everything }) => [say(everything.includes('blue') ? `I remember blue.` : 'Noted.')]);
  const first = await stage.run({ brief: 'The colour is blue' });
  const second = await stage.run({ resumes: first.session, brief: 'Which colour?' });
  const third = await stage.run({ resumes: second.session, brief: 'And again?' });
  expect([first, second, third].map(({ failure }) => failure)).toEqual([null, null, null]);
  expect(third.text).toBe('I remember blue.');
  for (const { spending } of [first, second, third]) {
    expect(spending).toMatchObject({ usd: expect.closeTo(0.005, 6), inputTokens: 1000, outputTokens: 50, turns: 1 });
  }
});
