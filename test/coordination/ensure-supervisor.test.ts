import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureSupervisor } from '../../mcp-server/domain/coordination/ensure-supervisor.ts';
import { followRun } from '../../mcp-server/domain/coordination/follow-run.ts';
import { makeInfra } from '../support/infra.ts';
import { makeGraph, submitted } from '../support/submitted.ts';

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
