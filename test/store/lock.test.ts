import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tryLock, withLock } from '../../mcp-server/infra/store/lock.ts';
import { makeInfra } from '../support/infra.ts';
import { lock } from '../torture/lock.ts';

let infra: ReturnType<typeof makeInfra>;
let path: string;
beforeEach(() => {
  infra = makeInfra();
  path = join(infra.home, 'locks', 'one');
});
afterEach(() => infra.dispose());

test('a lock has one holder at a time, in one process too', () => {
  const first = tryLock(path);
  expect(first).not.toBeNull();
  expect(tryLock(path)).toBeNull();
  first?.release();
  const second = tryLock(path);
  expect(second).not.toBeNull();
  second?.release();
});

test('letting go twice is harmless', () => {
  const held = tryLock(path);
  held?.release();
  held?.release();
  const again = tryLock(path);
  expect(again).not.toBeNull();
  again?.release();
});

test('those who wait get the lock one after the other', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, (inside += 1));
    await infra.clock.sleep(1);
    inside -= 1;
    return true;
  };
  const done = await Promise.all(Array.from({ length: 10 }, () => withLock(infra.clock, { path, patienceMs: 30_000 }, work)));
  expect(done.every((each) => each.ok)).toBe(true);
  expect(most).toBe(1);
});

test('who waits too long is told the lock and the wait', async () => {
  const held = tryLock(path);
  const waited = await withLock(infra.clock, { path, patienceMs: 20 }, () => Promise.resolve(1));
  held?.release();
  expect(waited).toMatchObject({ ok: false, failure: { reason: 'lock-busy', lock: path } });
});

test('work that throws lets go of the lock', async () => {
  const broken = withLock(infra.clock, { path, patienceMs: 20 }, () => Promise.reject(new Error('a defect')));
  await expect(broken).rejects.toThrow('a defect');
  const after = tryLock(path);
  expect(after).not.toBeNull();
  after?.release();
});

test('a lock dies with its holder, and never do two hold it, through a hundred kills', { timeout: 300_000 }, async () => {
  const { ok, figures } = await lock.run({ kills: 100, say: () => undefined });
  expect(figures).toMatchObject({ kills: 100, doubles: 0, stuck: 0 });
  expect(figures['died']).toBeGreaterThan(50);
  expect(ok).toBe(true);
});
