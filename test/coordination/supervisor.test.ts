import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureSupervisor, hasSupervisor } from '../../mcp-server/domain/coordination/ensure-supervisor.ts';
import { pauseRun } from '../../mcp-server/domain/coordination/steer-run.ts';
import { addsFile, makeFleet, type Fleet } from '../support/fleet.ts';
import { makeGraph } from '../support/submitted.ts';
import { until } from '../support/until.ts';
import { valueOf } from '../support/value-of.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await makeFleet({ scripts: [addsFile('a')] });
});
afterEach(() => fleet.dispose());

test('one that asks at the very moment of a kill gets a supervisor too', { timeout: 60_000 }, async () => {
  const run = await fleet.submit(makeGraph('a'));
  valueOf(pauseRun(fleet.infra, { run }));
  for (let kills = 0; kills < 3; kills += 1) {
    await until(() => fleet.supervisors().length === 1);
    const [pid = 0] = fleet.supervisors();
    process.kill(pid, 'SIGKILL');
    valueOf(await ensureSupervisor(fleet.infra));
    await until(() => !existsSync(`/proc/${pid}`));
    expect(hasSupervisor(fleet.infra)).toBe(true);
  }
});
