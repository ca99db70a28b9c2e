import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tidyHome } from '../../mcp-server/domain/coordination/tidy-home.ts';
import { record } from '../../mcp-server/domain/coordination/work/record.ts';
import { capFile } from '../../mcp-server/infra/process/cap-file.ts';
import { verifyJournal } from '../../mcp-server/infra/store/journal.ts';
import { makeInfra } from '../support/infra.ts';
import { makeGraph, submitted } from '../support/submitted.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a file beyond its cap keeps whole lines of its beginning and end, and says what is left out', () => {
  const path = join(temporaryFolder(), 'out.log');
  writeFileSync(path, Array.from({ length: 10_000 }, (_, nth) => `line ${nth}\n`).join(''));
  expect(capFile(path, { mostBytes: 1_000_000, gap: String })).toBe(false);
  expect(capFile(path, { mostBytes: 4_000, gap: (bytes) => `gap of ${bytes}` })).toBe(true);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines[0]).toBe('line 0');
  expect(lines.at(-1)).toBe('line 9999');
  expect(lines.filter((line) => !/^(?:line \d+|gap of \d+)$/.test(line))).toEqual([]);
  expect(statSync(path).size).toBeLessThan(4_100);
});

test('files of a run that ended long ago go and the journal keeps it; younger ones stay; the store gives back what is free', () => {
  const infra = makeInfra();
  try {
    const long = submitted(infra, makeGraph('a'), { keepDays: 1 });
    const young = submitted(infra, makeGraph('a'));
    for (const run of [long, young]) {
      record(infra, { kind: 'run-cancelled', run });
      mkdirSync(join(infra.home, 'runs', run), { recursive: true });
    }
    infra.store.db.exec('CREATE TABLE bulk (text TEXT)');
    infra.store.db.prepare('INSERT INTO bulk VALUES (?)').run('x'.repeat(2_000_000));
    infra.store.db.exec('DROP TABLE bulk');
    writeFileSync(join(infra.home, 'supervisor.jsonl'), 'x'.repeat(9_000_000));
    const clock = { ...infra.clock, now: () => infra.clock.now() + 2 * 24 * 3600 * 1000 };
    tidyHome({ ...infra, clock });
    expect(existsSync(join(infra.home, 'runs', long))).toBe(false);
    expect(existsSync(join(infra.home, 'runs', young))).toBe(true);
    expect(existsSync(join(infra.home, 'supervisor.jsonl'))).toBe(false);
    expect(existsSync(join(infra.home, 'supervisor.jsonl.1'))).toBe(true);
    expect(infra.store.db.pragma('freelist_count', { simple: true })).toBe(0);
    expect(statSync(infra.store.path).size).toBeLessThan(1_000_000);
    expect(verifyJournal(infra.store)).toMatchObject({ ok: true });
  } finally {
    infra.dispose();
  }
});
