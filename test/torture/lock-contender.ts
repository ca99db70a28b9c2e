import { closeSync, openSync, writeSync } from 'node:fs';
import { systemClock } from '../../mcp-server/kernel/clock.ts';
import { tryLock } from '../../mcp-server/infra/store/lock.ts';

// Takes the lock over and over. Each time it writes who got it, signs of life while it holds, and who lets go.
const [path = '', diary = ''] = process.argv.slice(2);
const file = openSync(diary, 'a');
const note = (what: string): number => writeSync(file, `${what} ${process.pid}\n`);

process.on('exit', () => closeSync(file));
for (;;) {
  const lock = tryLock(path);
  if (lock) {
    note('got');
    writeSync(1, 'got\n');
    for (const end = systemClock.elapsed() + Math.random() * 12; systemClock.elapsed() < end;) {
      note('holds');
      await systemClock.sleep(0);
    }
    note('lets-go');
    lock.release();
  }
  await systemClock.sleep(1);
}
