import { expect, it } from 'vitest';
import { listRuns } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import { addsFile } from '../support/fleet.ts';
import { openInfraAt } from '../support/open-infra-at.ts';
import { seatPerson, useTool } from '../support/person.ts';
import { mainFile } from '../support/run-fanout.ts';
import { say, type Script } from '../support/scripted-model.ts';
import { until } from '../support/until.ts';

/** Starts the graph as soon as it is told to. */
const host: Script = (asked) =>
  asked.latest.includes('tool_result') && asked.latest.includes('/merged')
    ? [say('It has started.')]
    : [useTool(asked, 'run_start', { file: 'graph.yaml' })];

it('two Claude Code sessions and a command line that start the same graph at once share one run and one supervisor', async () => {
  const { say: tell, sample, state, environment } = await seatPerson(host, { scripts: [addsFile('one'), addsFile('two')] });
  const [first, second, typed] = await Promise.all([
    tell('/fanout yes'),
    tell('/fanout yes'),
    exec({
      command: process.execPath,
      args: [mainFile, 'run', 'graph.yaml', '--yes', '--detach'],
      cwd: sample.path,
      environment,
      timeoutMs: 120_000,
    }),
  ]);
  expect(typed.exitCode, typed.stdout + typed.stderr).toBe(0);
  expect([first.result, second.result]).toEqual(['It has started.', 'It has started.']);

  const infra = openInfraAt(state);
  const run = await until(() => listRuns(infra, {}).find(({ status }) => status === 'finished'), {
    patienceMs: 240_000,
    what: 'the run to end',
  });
  expect(listRuns(infra, {})).toHaveLength(1);
  infra.store.close();
  expect(run.tasks.map(({ phase }) => phase)).toEqual(['done', 'done']);
  expect(run.tasks.flatMap(({ sessions }) => sessions.map(({ stage }) => stage))).toEqual([
    ...['plan', 'build', 'review'],
    ...['plan', 'build', 'review'],
  ]);
  expect(sample.git(['rev-list', '--merges', '--count', `main..${run.mergedBranch}`])).toBe('2');
}, 300_000);
