import { resolve } from 'node:path';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import { openStore } from '../../mcp-server/infra/store/open.ts';
import { systemClock } from '../../mcp-server/kernel/clock.ts';
import { silentLog } from '../../mcp-server/kernel/log.ts';
import { valueOf } from './value-of.ts';

/** The real infrastructure over a state folder that another process made, for the programs that tests start. */
export const openInfraAt = (home: string): Infra => ({
  home,
  store: valueOf(openStore(`${home}/fanout.db`)),
  clock: systemClock,
  log: silentLog(),
  environment: process.env,
  program: [process.execPath, resolve(import.meta.dirname, '../../mcp-server/main.mjs')],
});
