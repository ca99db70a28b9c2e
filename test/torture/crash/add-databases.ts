import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../../mcp-server/kernel/config.ts';
import type { Fleet } from '../../support/fleet.ts';

/**
 * Gives the fleet's repository two databases, of which every workspace gets branches of its own: one whose copies stand in the
 * worktree, since git ignores it, and one whose copies stand in the state folder. The gate needs both.
 */
export function addDatabases({ sample }: Fleet): Config['databases'] {
  mkdirSync(join(sample.path, 'data'));
  for (const name of ['ignored', 'tracked']) makeDatabase(join(sample.path, 'data', `${name}.db`));
  sample.commit(
    {
      '.gitignore': 'data/ignored.db\n',
      'test/all.sh': 'test -s src/list.txt\ntest -s "$IGNORED"\ntest -s "$TRACKED"\n',
    },
    'two databases',
  );
  const of = (file: string, variable: string) => ({ kind: 'sqlite' as const, file, url: '${FILE}', variable });
  return { ignored: of('data/ignored.db', 'IGNORED'), tracked: of('data/tracked.db', 'TRACKED') };
}

function makeDatabase(path: string): void {
  const db = new Database(path);
  db.exec('CREATE TABLE t (v TEXT); INSERT INTO t VALUES (1)');
  db.close();
}
