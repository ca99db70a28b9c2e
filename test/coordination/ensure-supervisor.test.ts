import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureSupervisor, hasSupervisor } from '../../mcp-server/domain/coordination/ensure-supervisor.ts';
import { followRun } from '../../mcp-server/domain/coordination/follow-run.ts';
import { makeInfra } from '../support/infra.ts';
import { makeGraph, submitted } from '../support/submitted.ts';
import { until } from '../support/until.ts';

test('a supervisor that cannot start is a failure that names its log, and nobody waits for it for ever', async () => {
  const infra = makeInfra();
  try {
    const broken = join(infra.home, 'broken.mjs');
    writeFileSync(broken, 'throw new Error("no such luck");\n');
    const lame = { ...infra, program: [process.execPath, broken] };
    const failed = { reason: 'supervisor-failed', exitCode: 1, logPath: join(infra.home, 'supervisor.log') };
    expect(await ensureSupervisor(lame)).toEqual({ ok: false, failure: failed });
    const seen = [];
    for await (const view of followRun(lame, { run: submitted(infra, makeGraph('a')) })) seen.push(view.status);
    expect(seen).toEqual(['running']);
  } finally {
    infra.dispose();
  }
});

test('others that look for a supervisor at the same moment are not taken for one', async () => {
  const infra = makeInfra();
  const looks = spawnNode(
    `import { hasSupervisor } from ${JSON.stringify(here('../../mcp-server/domain/coordination/ensure-supervisor.ts'))};
     for (;;) hasSupervisor({ home: ${JSON.stringify(infra.home)} });`,
  );
  try {
    const asked = await Promise.all(Array.from({ length: 6 }, () => ensureSupervisor(infra)));
    expect(asked).toEqual(asked.map(() => ({ ok: true, value: null })));
  } finally {
    looks.kill('SIGKILL');
    await until(() => !hasSupervisor(infra), { what: 'the supervisors to leave' });
    infra.dispose();
  }
});

const here = (path: string): string => new URL(path, import.meta.url).href;

const spawnNode = (code: string): ChildProcess =>
  spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: 'ignore' });
