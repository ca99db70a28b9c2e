import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryLock } from '../../mcp-server/infra/store/lock.ts';
import { runFleet } from './fleet.ts';
import type { Torture } from './torture.ts';

/** Holders of a lock are killed: the lock goes with them, and never do two hold it. */
export const lock: Torture = {
  name: 'lock',
  says: 'five contenders for one lock, and its holders killed',
  kills: 300,
  run: async ({ kills, say }) => {
    const folder = mkdtempSync(join(tmpdir(), 'fanout-torture-'));
    const path = join(folder, 'a.lock');
    const diary = join(folder, 'diary');
    try {
      const { killed } = await runFleet({
        program: join(import.meta.dirname, 'lock-contender.ts'),
        args: [path, diary],
        size: 5,
        kills,
        onLine: () => Math.random() < 0.3,
      });
      const found = readDiary(readFileSync(diary, 'utf8'));
      say(`${killed.length} holders killed, the lock taken ${found.taken} times`);
      const after = tryLock(path);
      after?.release();
      return { ok: found.doubles === 0 && after !== null, figures: { kills: killed.length, ...found, stuck: after ? 0 : 1 } };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/**
 * Lines are appended one at a time, so their order is what happened. Whoever writes is the one who got the lock last:
 * a line of anybody else shows two holders. Who neither lets go nor writes again died with the lock.
 */
function readDiary(text: string): { taken: number; died: number; doubles: number } {
  let holder: string | null = null;
  let taken = 0;
  let died = 0;
  let doubles = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    const [what, who = ''] = line.split(' ');
    if (what === 'got') {
      taken += 1;
      if (holder !== null) died += 1;
      holder = who;
    } else if (who !== holder) doubles += 1;
    if (what === 'lets-go') holder = null;
  }
  return { taken, died, doubles };
}
