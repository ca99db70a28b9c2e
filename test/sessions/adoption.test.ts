import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { launchSession } from '../../mcp-server/domain/sessions/launch-session.ts';
import { sendMessage } from '../../mcp-server/domain/sessions/say-to-session.ts';
import { waitSession } from '../../mcp-server/domain/sessions/wait-session.ts';
import { newSessionId } from '../../mcp-server/kernel/id.ts';
import { bash, say, type Script } from '../support/scripted-model.ts';
import { setStage, type SessionStage } from '../support/session-stage.ts';
import { until } from '../support/until.ts';

const worker: Script = ({ results, everything }) =>
  results === 0
    ? [
        bash(
          'touch started; while [ ! -e go ]; do sleep 0.05; done; echo hello > a.txt; git add a.txt; git commit --quiet --message work',
        ),
      ]
    : [say(everything.includes('Also say hello') ? 'Done. Hello.' : 'Done.')];

const waiter = join(import.meta.dirname, 'fixtures/wait-for-session.ts');

async function startWaiter(stage: SessionStage, session: string) {
  const child = spawn(process.execPath, [waiter, stage.infra.home, session], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: process.env,
  });
  await once(child.stdout, 'data');
  return child;
}

test('a session outlives the process that waits for it and is adopted by the next, with all that was said meanwhile', async () => {
  const stage = await setStage(worker);
  const { session, directory } = await stage.launch();
  const first = await startWaiter(stage, session);
  await until(() => existsSync(join(stage.worktree, 'started')));
  first.kill('SIGKILL');
  await once(first, 'exit');
  // Nobody waits now.
  await sendMessage(stage.infra, { session, text: 'Also say hello' });
  writeFileSync(join(stage.worktree, 'go'), '');

  const second = await startWaiter(stage, session);
  const [answer] = (await once(second.stdout, 'data')) as [Buffer];
  const outcome = JSON.parse(answer.toString()) as unknown;
  expect(outcome).toMatchObject({ session, failure: null, text: 'Done. Hello.' });
  expect(stage.git(['log', '-1', '--format=%s'])).toBe('work');
  expect(readFileSync(join(directory, 'exit.json'), 'utf8')).toContain('"exitCode":0');
  expect(await waitSession(stage.infra, { session })).toEqual(outcome);
  expect(stage.processes(session)).toBe(0);
});

test('a session that ended while nobody waited is settled by whoever comes', async () => {
  const stage = await setStage(() => [say('done')]);
  const { session, directory } = await stage.launch();
  // Without anybody who ends its input the session would wait for more.
  const abort = new AbortController();
  const gone = waitSession(stage.infra, { session, signal: abort.signal });
  await until(() => existsSync(join(directory, 'in.ended')));
  abort.abort();
  expect(await gone).toMatchObject({ failure: { reason: 'session-stopped' } });
  await until(() => existsSync(join(directory, 'exit.json')));
  expect(await waitSession(stage.infra, { session })).toMatchObject({ failure: null, text: 'done' });
});

test('a session is started once, however often and by however many it is launched', async () => {
  const stage = await setStage(() => [say('done')]);
  const session = newSessionId();
  const directory = join(stage.infra.home, 'session');
  await Promise.all([1, 2, 3].map(() => stage.launch({ session, directory })));
  await waitSession(stage.infra, { session });
  await stage.launch({ session, directory });
  expect(stage.model.asked).toHaveLength(1);
});

const launchIn = (stage: SessionStage, cwd: string) =>
  launchSession(stage.infra, {
    session: newSessionId(),
    resumes: null,
    stage: 'build',
    run: null,
    task: null,
    attempt: 1,
    agent: stage.agent,
    cwd,
    environment: {},
    brief: '',
    allowance: {},
    tools: { allow: [], readOnly: true },
    idleMs: 1000,
    directory: join(stage.infra.home, 'session'),
  });

test('a launch that cannot start anything says so', async () => {
  const stage = await setStage(() => [say('never')]);
  const launched = await launchIn(stage, join(stage.infra.home, 'no-such-folder'));
  expect(launched).toMatchObject({ ok: false, failure: { reason: 'process-failed' } });
});

test('a session that ends before it could say who it is has died, as one that was killed later', async () => {
  const stage = await setStage(() => [say('never')]);
  // Its shell cannot make this pipe and gives up.
  mkdirSync(join(stage.infra.home, 'session/stdin'), { recursive: true });
  expect(await launchIn(stage, stage.worktree)).toMatchObject({ ok: false, failure: { reason: 'session-died' } });
  const cgroup = join(stage.infra.home, 'session/cgroup');
  expect(existsSync(cgroup) && existsSync(readFileSync(cgroup, 'utf8'))).toBe(false);
});
