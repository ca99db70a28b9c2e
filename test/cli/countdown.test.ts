import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { scrubEnvironment } from '../../mcp-server/infra/process/scrub.ts';
import { makeRepository } from '../support/repository.ts';
import { mainFile, runFanout } from '../support/run-fanout.ts';
import { openTerminal } from '../support/terminal.ts';
import { until } from '../support/until.ts';

const graph = 'title: One\ntasks:\n  - key: a\n    title: A\n    spec: Do a.\n';
/** The message names its time in whole seconds, rounded up. */
const scenario = 'rules:\n  - { task: a, stage: plan, nth: 1, mode: limit-in-seconds }\nlimitMs: 120000\n';

test('in a terminal a run that met a usage limit counts down to the time that the limit names', async () => {
  const sample = makeRepository({ files: { 'graph.yaml': graph, 'scenario.yaml': scenario } });
  const home = join(sample.folder, 'home');
  const state = join(home, 'state');
  mkdirSync(home);
  const at = { cwd: sample.path, home, environment: { FANOUT_IDLE_MS: '300' } };
  try {
    const terminal = openTerminal(process.execPath, {
      args: [mainFile, 'run', 'graph.yaml', '--simulate', 'scenario.yaml', '--yes'],
      cwd: sample.path,
      environment: {
        ...scrubEnvironment(process.env),
        HOME: home,
        FANOUT_HOME: state,
        ...at.environment,
        TERM: 'xterm-256color',
      },
    });
    const wakesIn = (): number => {
      const [, minutes = '0', seconds = 'none'] = /parked.* wakes in (?:(\d+)m ?)?(\d+)s/.exec(terminal.shown()) ?? [];
      return Number(minutes) * 60 + Number(seconds);
    };
    const first = await until(() => wakesIn() || null, { patienceMs: 60_000, what: 'the countdown' });
    expect(first).toBeLessThanOrEqual(121);
    await until(() => wakesIn() < first, { patienceMs: 60_000, what: 'the countdown to go on' });
    expect((await runFanout(['cancel'], at)).exitCode).toBe(0);
    await terminal.ended();
    expect(terminal.shown()).toContain('cancelled');
    await until(() => findProcesses({ token: `FANOUT_HOME=${state}` }).length === 0, { what: 'the supervisor to leave' });
  } finally {
    sample.dispose();
  }
});
