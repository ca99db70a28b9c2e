import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { craftRun } from '../cli/craft-run.ts';
import { makeRepository } from '../support/repository.ts';
import type { Bench, Measured } from './bench.ts';
import { median } from './median.ts';
import { startServer, type Started } from './start/start-server.ts';

const main = resolve(import.meta.dirname, '../../mcp-server/main.mjs');
const raw = resolve(import.meta.dirname, 'start/raw-server.mjs');
const goal = 4.5;
// A median over so many pairs moves by a few percent from run to run on a machine that does other things too.
const pairs = 25;

/** Starts of the bundled server, whole, against those of a server of ten lines, turn by turn. */
export const start: Bench = {
  name: 'start',
  says: 'spawn to tools/list and to the first run_status, from the bundle, against a raw JSON-RPC server',
  run: async ({ say, size = pairs }) => {
    const home = mkdtempSync(join(tmpdir(), 'fanout-bench-'));
    const sample = makeRepository({ files: { 'a.txt': 'a\n' } });
    try {
      craftRun(sample, { home });
      return await measure({ home, cwd: sample.path, size, say });
    } finally {
      sample.dispose();
      rmSync(home, { recursive: true, force: true });
    }
  },
};

async function measure({
  home,
  cwd,
  size,
  say,
}: {
  home: string;
  cwd: string;
  size: number;
  say(line: string): void;
}): Promise<Measured> {
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    FANOUT_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
    FANOUT_START: 'bundle',
  };
  const ours = () => startServer([main, 'mcp'], { cwd, environment });
  const theirs = () => startServer([raw], { cwd, environment });
  // The first start of all keeps what V8 compiled for those after it.
  const first = await ours();
  await theirs();
  const [our, their]: [Started[], Started[]] = [[], []];
  for (let pair = 0; pair < size; pair += 1) {
    our.push(await ours());
    their.push(await theirs());
  }
  const middle = (of: Started[], key: keyof Started) => median(of.map((one) => one[key]));
  const listed = { ours: middle(our, 'listMs'), raw: middle(their, 'listMs') };
  const told = { ours: middle(our, 'statusMs'), raw: middle(their, 'statusMs') };
  const ratio = listed.ours / listed.raw;
  say(`tools/list: ${listed.ours.toFixed(0)} ms, raw ${listed.raw.toFixed(0)} ms: ${ratio.toFixed(2)} times; goal ${goal}`);
  say(
    `first run_status: ${told.ours.toFixed(0)} ms, raw ${told.raw.toFixed(0)} ms: ${(told.ours / told.raw).toFixed(2)} times; no goal`,
  );
  say(`the very first start: tools/list after ${first.listMs.toFixed(0)} ms, run_status after ${first.statusMs.toFixed(0)} ms`);
  return {
    cases: [{ name: 'spawn to tools/list', ratio, goal }],
    figures: {
      pairs: size,
      listMs: listed.ours,
      statusMs: told.ours,
      statusRatio: told.ours / told.raw,
      firstListMs: first.listMs,
    },
  };
}
