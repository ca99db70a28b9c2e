import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTranscript } from '../../mcp-server/domain/sessions/read-transcript.ts';
import { waitSession } from '../../mcp-server/domain/sessions/wait-session.ts';
import { bash, say, use, type Script } from '../support/scripted-model.ts';
import { setStage } from '../support/session-stage.ts';

const planSchema = {
  type: 'object',
  properties: { summary: { type: 'string' }, paths: { type: 'array', items: { type: 'string' } } },
  required: ['summary', 'paths'],
  additionalProperties: false,
};

const planner: Script = ({ results }) =>
  results === 0
    ? [bash('git log --oneline'), bash('touch planned.txt'), use('Write', { file_path: 'planned.txt', content: 'no' })]
    : [use('StructuredOutput', { summary: 'Add a file', paths: ['a.txt'] })];

const builder: Script = ({ results }) =>
  [[bash('printf "hello\\n" > hello.txt')], [bash('git add hello.txt && git commit --quiet --message "Add hello"')]][results] ?? [
    say('Committed.'),
  ];

describe('a planning session', () => {
  test('answers by its schema, reads what its rules allow, and writes nothing', async () => {
    const stage = await setStage(planner);
    const { session, directory } = await stage.launch({
      stage: 'plan',
      schema: planSchema,
      tools: { allow: ['Bash(git log *)'], readOnly: true },
    });
    const outcome = await waitSession(stage.infra, { session });
    expect(outcome).toMatchObject({ failure: null, structured: { summary: 'Add a file', paths: ['a.txt'] }, denials: ['Bash'] });
    expect(existsSync(join(stage.worktree, 'planned.txt'))).toBe(false);
    expect(stage.model.asked[0]?.tools).not.toContain('Write');
    expect(readFileSync(join(directory, 'out.ndjson'), 'utf8')).toContain('first');
  });

  test('that ends without the answer it was asked for has failed', async () => {
    const stage = await setStage(() => [say('I would rather talk.')]);
    const outcome = await stage.run({ stage: 'plan', schema: planSchema, tools: { allow: [], readOnly: true } });
    expect(outcome).toMatchObject({ failure: { reason: 'answer-invalid', keptAt: stage.worktree }, structured: null });
  });
});

describe('a building session', () => {
  test('commits in its worktree, in the name of the person alone, and says what it cost', async () => {
    const stage = await setStage(builder);
    const { session, directory } = await stage.launch({ rules: 'Never rename a public function.' });
    const outcome = await waitSession(stage.infra, { session });
    expect(outcome).toMatchObject({
      failure: null,
      text: 'Committed.',
      denials: [],
      spending: { usd: expect.closeTo(0.015, 6), inputTokens: 3000, outputTokens: 150, turns: 3 },
    });
    expect(Object.values(outcome.spending.models)).toEqual([expect.closeTo(0.015, 6)]);
    expect(stage.git(['log', '-1', '--format=%an|%s|%b'])).toBe('Sam Tester|Add hello|');
    expect(stage.git(['status', '--porcelain'])).toBe('');
    const asked = JSON.stringify(stage.model.asked[0]?.body);
    expect(asked).toContain('Never rename a public function.');
    expect(asked).not.toContain('Co-Authored-By');
    expect(readTranscript(directory).lines.map(({ kind }) => kind)).toEqual([
      'started',
      'told',
      'uses',
      'uses',
      'says',
      'result',
    ]);
    expect(stage.processes(session)).toBe(0);
  });

  test('sees its workspace and what it needs, and none of the secrets around it', async () => {
    const stage = await setStage(({ results }) => (results === 0 ? [bash('env')] : [say('seen')]), {
      environment: {
        DATABASE_PASSWORD: 'secret',
        NPM_TOKEN: 'wanted',
        CLAUDECODE: '1',
        CLAUDE_CODE_SESSION_ID: 'outer',
        AWS_PROFILE: 'prod',
      },
    });
    const outcome = await stage.run({ environment: { PORT: '4711' }, passEnvironment: ['NPM_TOKEN'] });
    expect(outcome.failure).toBeNull();
    const seen = stage.model.asked[1]?.latest ?? '';
    expect(seen).toContain('PORT=4711');
    expect(seen).toContain('NPM_TOKEN=wanted');
    expect(seen).not.toMatch(/DATABASE_PASSWORD|AWS_PROFILE|CLAUDE_CODE_SESSION_ID=outer/);
  });
});
