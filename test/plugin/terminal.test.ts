import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { latestRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import type { RunView } from '../../mcp-server/domain/coordination/work/view.ts';
import { claudeProgram } from '../support/claude.ts';
import { addsFile } from '../support/fleet.ts';
import { openInfraAt } from '../support/open-infra-at.ts';
import { pluginFolder, seatPerson, useTool, type Person } from '../support/person.ts';
import { say, use, type Script } from '../support/scripted-model.ts';
import { openTerminal, returnKey } from '../support/terminal.ts';
import { until } from '../support/until.ts';

const table =
  '| Wave | Task | What | After |\n|---|---|---|---|\n| 1 | one | Add src/one.txt. | |\n| 2 | two | Add src/two.txt. | one |';
const question = {
  question: 'Start these two tasks?',
  header: 'Start',
  multiSelect: false,
  options: [
    { label: 'Start', description: 'Two sessions in worktrees of their own' },
    { label: 'Leave it', description: 'Nothing has happened yet' },
  ],
};

/** Does what the skill asks of it: plan, table, question, and a start only after the answer. */
const host: Script = (asked) => {
  const { latest, everything } = asked;
  if (latest.includes('with: add a cart')) return [say('Read as text.')];
  if (latest.includes('with: \\n')) return [say('What should be done?')];
  if (everything.includes('Call `run_status` with the run'))
    return latest.includes('counts') ? [say('It goes on.')] : [useTool(asked, 'run_status', {})];
  if (!everything.includes('with: graph.yaml')) return [say('hello')];
  if (latest.includes('/merged')) return [say('It has started.')];
  if (latest.includes('Start these two tasks?')) return [useTool(asked, 'run_start', { file: 'graph.yaml' })];
  if (latest.includes('estimate')) return [say(table), use('AskUserQuestion', { questions: [question] })];
  return everything.includes('Start these two tasks?')
    ? [useTool(asked, 'run_start', { file: 'graph.yaml' })]
    : [useTool(asked, 'run_plan', { file: 'graph.yaml' })];
};

it(
  'typed in a terminal, /fanout takes text, nothing or a graph, starts after a yes, and the run outlives Claude Code',
  { timeout: 300_000 },
  async () => {
    const person = await seatPerson(host, { scripts: [addsFile('one'), addsFile('two')] });
    const claude = sitDown(person);
    await claude.shows('❯');

    await claude.enter('/fanout add a cart');
    await claude.shows('Read as text.');
    await claude.enter('/fanout');
    await claude.shows('What should be done?');

    await claude.enter('/fanout graph.yaml');
    await claude.shows('Start these two tasks?');
    expect(claude.shown()).toMatch(/Wave.+Task.+What.+After/);
    expect(claude.shown()).toMatch(/2.+two.+Add src\/two\.txt\..+one/);
    expect(person.sample.git(['for-each-ref', '--format=%(refname)'])).toBe('refs/heads/main');
    await claude.pressUntil(returnKey, 'It has started.');

    await claude.enter('/fanout:status');
    await claude.shows('It goes on.');
    await claude.enter('/exit');
    await claude.ended();

    const infra = openInfraAt(person.state);
    const run = await until(() => ended(latestRun(infra)), { patienceMs: 240_000, what: 'the run to end' });
    infra.store.close();
    expect(run.tasks.map(({ key, phase }) => ({ key, phase }))).toEqual([
      { key: 'one', phase: 'done' },
      { key: 'two', phase: 'done' },
    ]);

    const next = sitDown(person);
    await next.shows('❯');
    await next.enter('hello');
    await next.shows('● hello');
    expect(JSON.stringify(person.model.asked.at(-1)?.body)).toContain(`Run ${run.run} (Two) is finished: 2 of 2 tasks merged`);
  },
);

const ended = (view: RunView | null) => (view?.status === 'finished' ? view : null);

function sitDown({ folder, sample, environment }: Person) {
  const key = environment['ANTHROPIC_API_KEY'] ?? '';
  writeFileSync(
    join(folder, 'home/.claude.json'),
    JSON.stringify({
      hasCompletedOnboarding: true,
      theme: 'dark',
      customApiKeyResponses: { approved: [key.slice(-20)], rejected: [] },
      projects: { [sample.path]: { hasTrustDialogAccepted: true } },
    }),
  );
  return openTerminal(claudeProgram, {
    args: ['--plugin-dir', pluginFolder],
    cwd: sample.path,
    environment: { ...environment, TERM: 'xterm-256color' },
  });
}
