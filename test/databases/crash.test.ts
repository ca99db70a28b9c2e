import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { branchDatabase, type BranchWish } from '../../mcp-server/domain/workspaces/databases/branch-database.ts';
import { dropDatabases } from '../../mcp-server/domain/workspaces/databases/drop-databases.ts';
import { listDatabases } from '../../mcp-server/domain/workspaces/databases/list-databases.ts';
import { sweepDatabases } from '../../mcp-server/domain/workspaces/databases/sweep-databases.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import { startPostgres } from '../support/postgres.ts';
import { seeded } from '../support/random.ts';
import { valueOf } from '../support/value-of.ts';
import { isConsistent, makeSqlite } from './sqlite-sample.ts';
import { makePlace } from './wish.ts';

interface Trial {
  infra: Infra & { home: string };
  wish: BranchWish;
  /** The environment of the process that is killed. */
  environment: Record<string, string>;
  /** What is there that should not be when no branch is. */
  strays(): Promise<string[]> | string[];
}

/** Runs the program and kills it after `ms`, unless it is done by then. Answers how long it took if it was left alone. */
async function runUntil({ infra, wish, environment }: Trial, what: 'make' | 'drop', ms: number | null): Promise<number> {
  const wishPath = join(infra.home, 'wish.json');
  writeFileSync(wishPath, JSON.stringify(wish));
  const program = resolve(import.meta.dirname, 'programs/branch.ts');
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  const child = spawn(process.execPath, [program, infra.home, wishPath, what], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  const start = performance.now();
  if (ms !== null) {
    await Promise.race([delay(ms), exited]);
    child.kill('SIGKILL');
  }
  await exited;
  return performance.now() - start;
}

/** Kills creations and drops at random moments; after the next sweep nothing half is left, and after a drop nothing at all. */
async function tryKills(trial: Trial, { kills, seed }: { kills: number; seed: number }): Promise<void> {
  const { infra, wish, strays } = trial;
  const random = seeded(seed);
  const tookMs = { make: await runUntil(trial, 'make', null), drop: await runUntil(trial, 'drop', null) };
  const sweep = () => sweepDatabases(infra, { databases: { [wish.name]: wish.settings }, folder: wish.folder, dryRun: false });
  expect(await strays()).toEqual([]);
  for (let nth = 0; nth < kills; nth++) {
    const what = nth % 3 === 2 ? 'drop' : 'make';
    if (what === 'drop') valueOf(await branchDatabase(infra, wish));
    await runUntil(trial, what, random() * tookMs[what] * 1.1);
    expect((await sweep()).failures).toEqual([]);
    const left = listDatabases(infra);
    expect(left.every(({ stage }) => stage === 'created' || stage === 'ready')).toBe(true);
    expect(left.length === 0 ? await strays() : []).toEqual([]);
    valueOf(await dropDatabases(infra, wish));
    expect(await strays()).toEqual([]);
  }
  expect(findProcesses({ token: `FANOUT_WORKTREE=${wish.owner}` })).toEqual([]);
}

// Killing and starting processes anew takes its time on a busy machine.
const patienceMs = 300_000;

const filesBelow = (folder: string): string[] =>
  existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]).map((name) => join(folder, name)) : [];

test(
  'a SQLite copy that is killed while it is made or dropped leaves nothing after the next sweep',
  async () => {
    const { sample, infra, wish } = makePlace({ files: { '.gitignore': 'data/\n' } });
    mkdirSync(join(sample.path, 'data'));
    const source = join(sample.path, 'data/app.db');
    makeSqlite(source, { megabytes: 30 });
    const wanted = wish({ kind: 'sqlite', file: 'data/app.db', migrate: 'sleep 0.05' });
    const strays = () => filesBelow(join(wanted.owner, 'data'));
    await tryKills({ infra, wish: wanted, environment: {}, strays }, { kills: 8, seed: 1 });
    expect(isConsistent(source)).toBe(true);
  },
  patienceMs,
);

test(
  'a PostgreSQL branch or template that is killed while it is made or dropped leaves nothing after the next sweep',
  async () => {
    const server = await startPostgres();
    onTestFinished(server.stop);
    await server.query('postgres', 'CREATE DATABASE source');
    await server.query('source', `CREATE TABLE t AS SELECT i, repeat(md5(i::text), 20) AS v FROM generate_series(1, 40000) i`);
    const environment = { DATABASE_URL: server.url('source') };
    const { infra, wish } = makePlace({ environment });
    const wanted = wish({ kind: 'postgres', mask: 'sleep 0.05', migrate: 'sleep 0.05' });
    let writes = 0;
    const strays = async () => {
      const rows = await server.query<{ datname: string; note: string | null }>(
        'postgres',
        `SELECT datname, shobj_description(oid, 'pg_database') AS note FROM pg_database WHERE datname LIKE 'fanout%'`,
      );
      // Every look makes the next creation build its template too.
      await server.query('source', `INSERT INTO t VALUES (${(writes += 1)}, 'x')`);
      const whole = rows.filter(({ datname, note }) => datname.startsWith('fanout_t_') && note !== null);
      return [...rows.filter((row) => !whole.includes(row)), ...whole.slice(1)].map(({ datname }) => datname);
    };
    await tryKills({ infra, wish: wanted, environment, strays }, { kills: 10, seed: 2 });
  },
  patienceMs,
);

test(
  'a database of commands that is killed while it is made or dropped leaves nothing after the next sweep',
  async () => {
    const { sample, infra, wish } = makePlace();
    const engine = join(sample.folder, 'engine');
    mkdirSync(engine);
    const create = `mkdir "${engine}/$FANOUT_DATABASE"; sleep 0.1; touch "${engine}/$FANOUT_DATABASE/whole"`;
    const drop = `rm -f "${engine}/$FANOUT_DATABASE/whole"; sleep 0.05; rm -rf "${engine}/$FANOUT_DATABASE"`;
    const wanted = wish({ kind: 'command', create, drop, url: 'echo "dir://$FANOUT_DATABASE"', migrate: 'sleep 0.05' });
    await tryKills({ infra, wish: wanted, environment: {}, strays: () => filesBelow(engine) }, { kills: 8, seed: 3 });
  },
  patienceMs,
);
