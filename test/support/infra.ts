import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import { openStore } from '../../mcp-server/infra/store/open.ts';
import { systemClock } from '../../mcp-server/kernel/clock.ts';
import { silentLog } from '../../mcp-server/kernel/log.ts';

/** The real infrastructure over a state folder of its own, which `dispose` removes. */
export function makeInfra(environment: Record<string, string | undefined> = process.env): Infra & { dispose(): void } {
  const home = mkdtempSync(join(tmpdir(), 'fanout-home-'));
  const store = openStore(join(home, 'fanout.db'));
  if (!store.ok) throw new Error(store.failure.reason);
  return {
    home,
    store: store.value,
    clock: systemClock,
    log: silentLog(),
    environment,
    program: [process.execPath, resolve(import.meta.dirname, '../../mcp-server/main.mjs')],
    dispose: () => {
      store.value.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
