import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findClaude, oldestClaude } from '../../mcp-server/domain/sessions/agents/find-claude.ts';
import { claudeProgram } from '../support/claude.ts';
import { bash, say, type Refusal } from '../support/scripted-model.ts';
import { setStage } from '../support/session-stage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const refuse = (status: number, type: string, message: string, headers?: Record<string, string>) => (): Refusal => ({
  status,
  type,
  message,
  ...(headers ? { headers } : {}),
});

describe('what the service refuses', () => {
  test('a missing login is named', async () => {
    const stage = await setStage(() => [say('never')], { environment: { ANTHROPIC_API_KEY: '' } });
    expect((await stage.run()).failure).toMatchObject({
      reason: 'agent-not-logged-in',
      agent: 'claude',
      detail: expect.stringContaining('/login'),
    });
  });

  test('a refused key is a missing login', async () => {
    const stage = await setStage(refuse(401, 'authentication_error', 'invalid x-api-key'));
    expect((await stage.run()).failure).toMatchObject({ reason: 'agent-not-logged-in' });
  });

  test('an empty account is named', async () => {
    const stage = await setStage(
      refuse(400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
    );
    expect((await stage.run()).failure).toMatchObject({ reason: 'agent-out-of-credit' });
  });

  test('an overloaded service is named, although the result calls itself a success', async () => {
    const stage = await setStage(refuse(529, 'overloaded_error', 'Overloaded'));
    expect((await stage.run()).failure).toMatchObject({ reason: 'agent-unavailable', detail: expect.stringContaining('529') });
  });

  test('a service that cannot be reached is named', async () => {
    const stage = await setStage(() => [say('never')], { environment: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:4' } });
    expect((await stage.run()).failure).toMatchObject({ reason: 'agent-unavailable' });
  });

  test('a rate limit without an end is named', async () => {
    const stage = await setStage(refuse(429, 'rate_limit_error', 'This request would exceed your rate limit'));
    expect((await stage.run()).failure).toMatchObject({ reason: 'agent-rate-limited', resetsAt: null });
  });

  test('a usage limit says when it is lifted, in milliseconds', async () => {
    const resetsAt = Math.floor(Date.now() / 1000) + 3600;
    const headers = {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(resetsAt),
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
    };
    const stage = await setStage(refuse(429, 'rate_limit_error', 'This request would exceed your account limit', headers), {
      environment: { ANTHROPIC_API_KEY: '', CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-test' },
    });
    expect((await stage.run()).failure).toMatchObject({ reason: 'agent-rate-limited', resetsAt: resetsAt * 1000 });
  });
});

describe('what a session may spend', () => {
  test('its budget ends it', async () => {
    const stage = await setStage(({ results }) => (results < 5 ? [bash(`echo ${results}`)] : [say('done')]));
    const outcome = await stage.run({ allowance: { usd: 0.006 } });
    expect(outcome.failure).toMatchObject({
      reason: 'session-over-budget',
      limit: 'usd',
      spent: expect.closeTo(0.01, 6),
      keptAt: stage.worktree,
    });
    expect(outcome.spending.usd).toBeCloseTo(0.01, 6);
  });

  test('its turns end it', async () => {
    const stage = await setStage(({ results }) => [bash(`echo ${results}`)]);
    expect((await stage.run({ allowance: { turns: 2 } })).failure).toMatchObject({
      reason: 'session-over-budget',
      limit: 'turns',
      spent: expect.any(Number),
    });
  });

  test('its minutes end it', async () => {
    const stage = await setStage(() => null);
    const outcome = await stage.run({ allowance: { minutes: 2 / 60 } });
    expect(outcome.failure).toMatchObject({ reason: 'session-over-budget', limit: 'minutes', keptAt: stage.worktree });
    expect(stage.processes(outcome.session)).toBe(0);
  });

  test('silence ends it', async () => {
    const stage = await setStage(() => null);
    const outcome = await stage.run({ idleMs: 2000 });
    expect(outcome.failure).toMatchObject({ reason: 'session-silent', idleMs: 2000, keptAt: stage.worktree });
    expect(stage.processes(outcome.session)).toBe(0);
  });
});

describe('the program itself', () => {
  test('that vanished before the launch is named', async () => {
    const stage = await setStage(() => [say('never')]);
    const outcome = await stage.run({ agent: { name: 'claude', command: ['/no/such/claude'], version: '2.1.330' } });
    expect(outcome.failure).toEqual({ reason: 'agent-missing', agent: 'claude', looked: ['/no/such/claude'] });
  });

  test('that dies without a result has died, with what it said', async () => {
    const stage = await setStage(() => [say('never')]);
    const outcome = await stage.run({
      agent: { name: 'claude', command: ['sh', '-c', 'echo out of luck >&2; exit 7'], version: '2.1.330' },
    });
    expect(outcome.failure).toMatchObject({ reason: 'session-died', exitCode: 7, detail: 'out of luck' });
  });

  test('that is killed with its shim has died, and its daemons are gone', async () => {
    const stage = await setStage(() => [say('never')]);
    const command = ['sh', '-c', 'setsid sleep 304 & echo "{}"; kill -9 $PPID; exec sleep 305'];
    const outcome = await stage.run({ agent: { name: 'claude', command, version: '2.1.330' } });
    expect(outcome.failure).toMatchObject({ reason: 'session-died', exitCode: null });
    expect(stage.processes(outcome.session)).toBe(0);
  });

  test('that does not run our hooks is stopped before it can write', async () => {
    const stage = await setStage(() => [say('never')]);
    const init = JSON.stringify({ type: 'system', subtype: 'init' });
    const outcome = await stage.run({
      agent: { name: 'claude', command: ['sh', '-c', `echo '${init}'; exec sleep 306`], version: '2.1.330' },
    });
    expect(outcome.failure).toMatchObject({ reason: 'fence-broken' });
  });
});

describe('findClaude', () => {
  function stub(script: string): { path: string; folder: string } {
    const folder = temporaryFolder();
    const path = join(folder, 'claude');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return { path, folder };
  }

  test('finds the real one and its version', async () => {
    expect(await findClaude({ PATH: '/usr/bin:/bin' }, claudeProgram)).toEqual({
      ok: true,
      value: { name: 'claude', command: [claudeProgram, '--permission-prompts', 'none'], version: '2.1.330' },
    });
  });

  test('takes the configured one before FANOUT_CLAUDE, PATH and our own', async () => {
    const [configured, variable, onPath] = ['3.0.1', '3.0.2', '3.0.3'].map((version) => stub(`echo ${version}`));
    const environment = { FANOUT_CLAUDE: variable?.path, PATH: `${onPath?.folder}:/usr/bin:/bin` };
    expect(await findClaude(environment, configured?.path)).toMatchObject({ value: { version: '3.0.1' } });
    expect(await findClaude(environment)).toMatchObject({ value: { version: '3.0.2' } });
    expect(await findClaude({ PATH: environment.PATH })).toMatchObject({ value: { version: '3.0.3' } });
    expect(await findClaude({ PATH: '/usr/bin:/bin' })).toMatchObject({
      value: { command: [claudeProgram, '--permission-prompts', 'none'] },
    });
  });

  test('refuses one that is too old, is no Claude Code, or is not there', async () => {
    const old = stub('echo "2.1.196 (Claude Code)"');
    expect(await findClaude({ PATH: '/usr/bin:/bin' }, old.path)).toEqual({
      ok: false,
      failure: { reason: 'agent-too-old', agent: 'claude', version: '2.1.196', needed: oldestClaude },
    });
    expect(await findClaude({ PATH: '/usr/bin:/bin' }, stub('exit 1').path)).toMatchObject({
      failure: { reason: 'agent-missing' },
    });
    expect(await findClaude({ PATH: '/usr/bin:/bin' }, '/no/such/claude')).toEqual({
      ok: false,
      failure: { reason: 'agent-missing', agent: 'claude', looked: ['/no/such/claude'] },
    });
  });
});
