import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allEvents, verifyJournal } from '../../mcp-server/infra/store/journal.ts';
import { openStore } from '../../mcp-server/infra/store/open.ts';
import { readRunRow } from '../../mcp-server/infra/store/projections.ts';
import { newRunId } from '../../mcp-server/kernel/id.ts';
import { runFleet } from './fleet.ts';
import type { Outcome, Torture } from './torture.ts';

/** Writers of one journal are killed while they write: nothing that was acknowledged is lost, the chain and the projection hold. */
export const store: Torture = {
  name: 'store',
  says: 'four writers append to one journal and are killed while they do',
  kills: 40,
  run: async ({ kills, say }) => {
    const folder = mkdtempSync(join(tmpdir(), 'fanout-torture-'));
    try {
      return await tortureStore(join(folder, 'fanout.db'), { kills, say });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function tortureStore(path: string, { kills, say }: { kills: number; say(line: string): void }): Promise<Outcome> {
  const run = newRunId();
  const acknowledged = new Set<number>();
  let twice = 0;
  const { killed } = await runFleet({
    program: join(import.meta.dirname, 'store-writer.ts'),
    args: [path, run],
    size: 4,
    kills,
    onLine: (line) => {
      if (acknowledged.has(Number(line))) twice += 1;
      acknowledged.add(Number(line));
      return Math.random() < 0.03;
    },
  });
  say(`${killed.length} writers killed, ${acknowledged.size} events acknowledged`);
  const opened = openStore(path);
  if (!opened.ok) throw new Error(opened.failure.reason);
  const verified = verifyJournal(opened.value);
  const recorded = new Set([...allEvents(opened.value)].map(({ seq }) => seq));
  const counted = Number(readRunRow(opened.value, run)?.state ?? 0);
  opened.value.close();
  const lost = [...acknowledged].filter((seq) => !recorded.has(seq)).length;
  const ok = verified.ok && lost === 0 && twice === 0 && counted === recorded.size;
  return {
    ok,
    figures: {
      kills: killed.length,
      acknowledged: acknowledged.size,
      recorded: recorded.size,
      counted,
      lost,
      twice,
      damagedAt: verified.ok ? 0 : verified.failure.seq,
    },
  };
}
