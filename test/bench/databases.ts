import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { branchDatabase, type BranchWish } from '../../mcp-server/domain/workspaces/databases/branch-database.ts';
import { dropDatabases } from '../../mcp-server/domain/workspaces/databases/drop-databases.ts';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import { withPostgres } from '../../mcp-server/infra/postgres/connect.ts';
import { backUp } from '../../mcp-server/infra/store/sqlite-file.ts';
import { databaseSchema } from '../../mcp-server/kernel/config-databases.ts';
import { isConsistent, makeSqlite, startWriter } from '../databases/sqlite-sample.ts';
import { makeInfra } from '../support/infra.ts';
import { startPostgres } from '../support/postgres.ts';
import { makeRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';
import type { Bench, BenchOptions, Measured } from './bench.ts';

const megabytes = 500;
// None of so many may be bad; the timed ones are among them.
const copies = 100;
const goals = { sqlite: 1.2, postgres: 1.15 };
// 115 MB.
const rows = 105_000;

/** Database branches against the barest way to copy the same bytes, in turn, under a writer where there is one. */
export const databases: Bench = {
  name: 'databases',
  says: `a ${megabytes} MB SQLite database under a live writer against cp, a 115 MB PostgreSQL database against FILE_COPY`,
  run: async ({ say, size }) => {
    const sqlite = await measureSqlite({ say, pairs: size ?? 12, copies: size ?? copies });
    const postgres = await measurePostgres({ say, pairs: size ?? 12 });
    return { cases: [...sqlite.cases, ...postgres.cases], figures: { ...sqlite.figures, ...postgres.figures } };
  },
};

interface Turns extends Pick<BenchOptions, 'say'> {
  pairs: number;
}

async function measureSqlite({ say, pairs, copies }: Turns & { copies: number }): Promise<Measured> {
  const place = makePlace({});
  const { infra, sample, wish } = place;
  const source = join(sample.path, 'data/app.db');
  mkdirSync(join(sample.path, 'data'));
  makeSqlite(source, { megabytes });
  const writer = await startWriter(source, { pauseMs: 8 });
  const raw = join(sample.folder, 'raw.db');
  const wanted = wish({ kind: 'sqlite', file: 'data/app.db' });
  const times = { ours: [] as number[], raw: [] as number[] };
  const bad = { ours: 0, raw: 0 };
  try {
    const copy = async (): Promise<number> => {
      const { ms, value } = await timed(() => branchDatabase(infra, wanted));
      if (!isConsistent(valueOf(value).url)) bad.ours += 1;
      valueOf(await dropDatabases(infra, wanted));
      return ms;
    };
    for (let pair = 0; pair < pairs; pair++) {
      const ours = async () => void times.ours.push(await copy());
      const theirs = async () => {
        const { ms } = await timed(() => copyRaw(source, raw));
        times.raw.push(ms);
        if (!isConsistent(raw)) bad.raw += 1;
        erase(raw);
      };
      for (const turn of pair % 2 === 0 ? [ours, theirs] : [theirs, ours]) await turn();
    }
    for (let more = pairs; more < copies; more++) await copy();
    const others = await timeOthers({ source, to: join(sample.folder, 'other.db') });
    const ratio = pairedRatio(times.ours, times.raw);
    say(
      `SQLite, ${megabytes} MB, live writer, ${pairs} copies each: ${show(times.ours)} against cp ${show(times.raw)}, goal ${goals.sqlite}`,
    );
    say(`  bad copies: ${bad.ours} of ${copies}; of cp ${bad.raw} of ${pairs}`);
    say(`  other ways: VACUUM INTO ${Math.round(others.vacuum)} ms, backup beside the writer ${Math.round(others.backup)} ms`);
    if (bad.ours > 0) throw new Error(`${bad.ours} of ${copies} copies are bad`);
    return {
      cases: [{ name: `SQLite ${megabytes} MB, live writer`, ratio, goal: goals.sqlite }],
      figures: { sqliteCopies: copies, sqliteBad: bad.ours, cpBad: bad.raw },
    };
  } finally {
    writer.kill('SIGKILL');
    place.dispose();
  }
}

async function measurePostgres({ say, pairs }: Turns): Promise<Measured> {
  const server = await startPostgres({ settings: [] });
  const place = makePlace({ DATABASE_URL: server.url('source') });
  const { infra, wish } = place;
  try {
    await server.query('postgres', 'CREATE DATABASE source');
    await server.query(
      'source',
      'CREATE TABLE t (id int PRIMARY KEY, k text, v text)',
      'ALTER TABLE t ALTER v SET STORAGE EXTERNAL',
      `INSERT INTO t SELECT i, md5(i::text), repeat(md5((i * 7)::text), 30) FROM generate_series(1, ${rows}) i`,
      'CREATE INDEX ON t (k)',
      'VACUUM ANALYZE t',
    );
    const wanted = wish({ kind: 'postgres', staleMinutes: 60 });
    // The first one makes the template, which is made once.
    const first = await timed(() => branchDatabase(infra, wanted));
    valueOf(first.value);
    valueOf(await dropDatabases(infra, wanted));
    const template = (await server.databases()).find((name) => name.startsWith('fanout_t_')) ?? '';
    const times = { ours: [] as number[], bare: [] as number[], wal: [] as number[] };
    await withPostgres(server.url('postgres'), async (postgres) => {
      const bare = async (strategy: 'FILE_COPY' | 'WAL_LOG', into: number[]) => {
        await postgres.query('CHECKPOINT');
        const { ms } = await timed(() => postgres.query(`CREATE DATABASE bare TEMPLATE "${template}" STRATEGY ${strategy}`));
        into.push(ms);
        await postgres.query('DROP DATABASE bare');
      };
      const ours = async () => {
        await postgres.query('CHECKPOINT');
        const { ms, value } = await timed(() => branchDatabase(infra, wanted));
        times.ours.push(ms);
        await checkRows(valueOf(value).url);
        valueOf(await dropDatabases(infra, wanted));
      };
      for (let pair = 0; pair < pairs; pair++) {
        const turns = [ours, () => bare('FILE_COPY', times.bare)];
        for (const turn of pair % 2 === 0 ? turns : turns.toReversed()) await turn();
      }
      for (let nth = 0; nth < 3; nth++) await bare('WAL_LOG', times.wal);
    });
    const [{ size } = { size: '' }] = await server.query<{ size: string }>(
      'postgres',
      `SELECT pg_size_pretty(pg_database_size('source')) AS size`,
    );
    const ratio = pairedRatio(times.ours, times.bare);
    say(
      `PostgreSQL, ${size}, ${pairs} each: ${show(times.ours)} against bare FILE_COPY ${show(times.bare)}, goal ${goals.postgres}`,
    );
    say(`  the first, with its template: ${Math.round(first.ms)} ms; PostgreSQL's own default (WAL_LOG): ${show(times.wal)}`);
    return { cases: [{ name: `PostgreSQL ${size}`, ratio, goal: goals.postgres }], figures: {} };
  } finally {
    place.dispose();
    await server.stop();
  }
}

async function checkRows(url: string): Promise<void> {
  const [found] = await withPostgres(url, (postgres) =>
    postgres.query<{ count: number }>('SELECT count(*)::int AS count FROM t'),
  );
  if (found?.count !== rows) throw new Error('A branch does not have all of its source');
}

/** A repository, a state folder and one workspace, which is a worktree. */
function makePlace(environment: Record<string, string>) {
  const sample = makeRepository({ files: { '.gitignore': 'data/\n' } });
  const infra = makeInfra({ PATH: process.env['PATH'], ...environment });
  const owner = join(sample.folder, 'workspace');
  sample.git(['worktree', 'add', '--quiet', '--detach', owner]);
  const wish = (settings: object): BranchWish => ({
    owner,
    name: 'app',
    settings: databaseSchema.parse(settings),
    migrate: true,
    folder: sample.path,
    passEnvironment: [],
    environment: {},
    outputPath: join(infra.home, 'out.log'),
    timeoutMs: 60_000,
  });
  const dispose = () => {
    infra.dispose();
    sample.dispose();
  };
  return { sample, infra, wish, dispose };
}

/** What many do: the file and its WAL, as they are. */
async function copyRaw(from: string, to: string): Promise<void> {
  for (const end of ['', '-wal']) {
    if (!existsSync(`${from}${end}`)) continue;
    const { exitCode } = await exec({
      command: 'cp',
      args: ['--', `${from}${end}`, `${to}${end}`],
      cwd: '/',
      environment: { PATH: process.env['PATH'] ?? '' },
    });
    if (exitCode !== 0) copyFileSync(`${from}${end}`, `${to}${end}`);
  }
}

async function timeOthers({ source, to }: { source: string; to: string }): Promise<{ vacuum: number; backup: number }> {
  const vacuum = await timed(async () => {
    const db = new Database(source, { readonly: true, timeout: 10_000 });
    db.prepare('VACUUM INTO ?').run(to);
    db.close();
  });
  erase(to);
  const backup = await timed(() => backUp({ from: source, to }));
  erase(to);
  return { vacuum: vacuum.ms, backup: backup.ms };
}

function erase(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}

const median = (times: readonly number[]): number =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;

/** The middle of the ratios of each pair: what slows both of a pair down is in neither. */
const pairedRatio = (ours: readonly number[], theirs: readonly number[]): number =>
  median(ours.map((ms, nth) => ms / (theirs[nth] ?? Number.NaN)));

const show = (times: readonly number[]): string =>
  `${Math.round(median(times))} ms (${Math.round(Math.min(...times))}–${Math.round(Math.max(...times))})`;
