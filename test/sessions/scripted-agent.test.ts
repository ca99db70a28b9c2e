import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scriptedAgent } from '../../mcp-server/domain/sessions/agents/scripted-agent.ts';
import { sendMessage } from '../../mcp-server/domain/sessions/say-to-session.ts';
import { waitSession } from '../../mcp-server/domain/sessions/wait-session.ts';
import { bash, say, use } from '../support/scripted-model.ts';
import { setStage } from '../support/session-stage.ts';
import { until } from '../support/until.ts';

// What the demo runs on a machine without Claude Code goes through the very same hands.
const agent = scriptedAgent();

test('the scripted agent commits, is resumed, and costs the difference', async () => {
  const stage = await setStage(({ results }) =>
    results === 0
      ? [bash('echo hello > hello.txt; git add hello.txt; git commit --quiet --message "Add hello"')]
      : [say('Committed.')],
  );
  const first = await stage.run({ agent });
  expect(first).toMatchObject({ failure: null, text: 'Committed.', spending: { turns: 2 } });
  expect(stage.git(['log', '-1', '--format=%s'])).toBe('Add hello');
  const second = await stage.run({ agent, resumes: first.session, brief: 'Again' });
  expect(second).toMatchObject({ failure: null, spending: { usd: expect.closeTo(first.spending.usd, 6), turns: 2 } });
});

test('the scripted agent answers by a schema', async () => {
  const stage = await setStage(() => [use('StructuredOutput', { summary: 'A plan' })]);
  const schema = { type: 'object', properties: { summary: { type: 'string' } }, required: ['summary'] };
  const outcome = await stage.run({ agent, stage: 'plan', schema, tools: { allow: [], readOnly: true } });
  expect(outcome).toMatchObject({ failure: null, structured: { summary: 'A plan' } });
});

test('the scripted agent hears a message in the middle of its work', async () => {
  const wait = bash('touch started; while [ ! -e go ]; do sleep 0.05; done');
  const stage = await setStage(({ results, everything }) => {
    if (everything.includes('use tabs')) return [say('With tabs.')];
    return results === 0 ? [wait] : [say('Done.')];
  });
  const { session } = await stage.launch({ agent });
  await until(() => existsSync(join(stage.worktree, 'started')));
  await sendMessage(stage.infra, { session, text: 'use tabs' });
  writeFileSync(join(stage.worktree, 'go'), '');
  expect(await waitSession(stage.infra, { session })).toMatchObject({ failure: null, text: 'With tabs.' });
});
