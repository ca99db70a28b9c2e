import { describe, expect, it } from 'vitest';
import { latestRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { openInfraAt } from '../support/open-infra-at.ts';
import { addsFile } from '../support/fleet.ts';
import { seatPerson, useTool } from '../support/person.ts';
import { say, use, type Script } from '../support/scripted-model.ts';
import { until } from '../support/until.ts';

// A line of rules/workspace.md.
const rules = 'Stay in the worktree that you work in.';
const table = '| Wave | Task | What | After |';

/** Plans what was asked for, shows it, and starts it after a yes. */
const host: Script = (asked) => {
  const { everything, latest } = asked;
  if (!everything.includes('The person typed `/fanout`')) return [say('hello')];
  const wantsStart = everything.includes('<command-args>yes</command-args>');
  if (wantsStart)
    return latest.includes('branch') && latest.includes('tool_result')
      ? [say('It has started.')]
      : [useTool(asked, 'run_start', { file: 'graph.yaml' })];
  if (latest.includes('estimate') && latest.includes('tool_result')) return [say(table)];
  return [useTool(asked, 'run_plan', { file: 'graph.yaml' })];
};

describe('/fanout in the real Claude Code, by its bare name', () => {
  it(
    'plans a graph file, starts after a yes, goes on after the session, and the next session knows',
    { timeout: 300_000 },
    async () => {
      const { say: tell, model, sample, state } = await seatPerson(host, { scripts: [addsFile('one'), addsFile('two')] });
      const planned = await tell('/fanout graph.yaml');
      expect(planned).toMatchObject({ result: table, refused: [] });
      expect(planned.used).not.toContain('mcp__plugin_fanout_fanout__run_start');
      expect(model.asked[0]?.latest).toContain('The person typed `/fanout` with: graph.yaml');
      expect(sample.git(['for-each-ref', '--format=%(refname)'])).toBe('refs/heads/main');

      const started = await tell('/fanout yes', { resume: planned.session });
      expect(started).toMatchObject({ result: 'It has started.', refused: [] });

      const infra = openInfraAt(state);
      const run = await until(
        () => {
          const view = latestRun(infra);
          return view?.status === 'finished' ? view : null;
        },
        { patienceMs: 240_000, what: 'the run to end' },
      );
      infra.store.close();
      expect(run.tasks.map(({ key, phase, failure }) => ({ key, phase, failure }))).toEqual([
        { key: 'one', phase: 'done', failure: null },
        { key: 'two', phase: 'done', failure: null },
      ]);
      expect(sample.git(['ls-tree', '--name-only', `${run.mergedBranch}:src`])).toBe('list.txt\none.txt\ntwo.txt');
      expect(sample.git(['status', '--porcelain'])).toBe('');

      await tell('hello');
      expect(JSON.stringify(model.asked.at(-1)?.body)).toContain(`Run ${run.run} (Two) is finished: 2 of 2 tasks merged`);
    },
  );

  it.each([
    ['/fanout add a cart and a search', 'The person typed `/fanout` with: add a cart and a search'],
    ['/fanout 12 13', 'The person typed `/fanout` with: 12 13'],
    ['/fanout', 'The person typed `/fanout` with: \\n'],
    ['/fanout:status', 'Call `run_status` with the run that is named'],
    ['/fanout:plan fix the login', 'Plan one task: fix the login'],
    ['/fanout:build', 'Build one task'],
    ['/fanout:review', 'Review one task'],
    ['/fanout:merge --into main', 'Merge: --into main'],
    ['/fanout:clean', 'Clean up'],
    ['/fanout:doctor', 'Call the tool `doctor`'],
    ['/fanout:lesson a port was taken', 'Teach a lesson: a port was taken'],
  ])('%s reaches the model as its instructions', async (words, text) => {
    const { say: tell, model } = await seatPerson(() => [say('read')]);
    expect(await tell(words)).toMatchObject({ result: 'read' });
    expect(model.asked[0]?.latest).toContain(text);
  });

  it('brings the rules of a workspace into a conversation, by a file that the session may read without being asked', async () => {
    const { say: tell, model } = await seatPerson(({ latest, everything }) => {
      if (everything.includes(rules)) return [say('I hold to them.')];
      return [use('Read', { file_path: /Read `(.+?workspace\.md)`/.exec(latest)?.[1] ?? 'nowhere' })];
    });
    expect(await tell('/fanout:rules')).toMatchObject({ result: 'I hold to them.', refused: [], used: ['Read'] });
    expect(model.asked[0]?.latest).toContain('hold to it for the rest of this conversation');
  });

  it('tells every session the rules of a workspace where the settings ask for it', async () => {
    const { say: tell, model } = await seatPerson(() => [say('hello')]);
    await tell('hello', { environment: { FANOUT_RULES: '1' } });
    expect(JSON.stringify(model.asked.at(-1)?.body)).toContain(rules);
  });

  it('costs a session nothing of its context until it is typed', async () => {
    const { say: tell, model } = await seatPerson(() => [say('hello')]);
    await tell('hello');
    const body = JSON.stringify(model.asked[0]?.body);
    expect(body).not.toContain('Fan specs out to parallel sessions');
    expect(body).not.toContain(rules);
    expect(body).not.toContain('"name":"mcp__plugin_fanout');
  });
});
