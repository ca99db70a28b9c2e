import { existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { shipped } from '../../kernel/installation.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

// The package finds its own binary beside itself, which the bundle, being one folder of JavaScript, does not have.
const isBundle = import.meta.dirname === shipped('dist');
const platform = `${isMusl() ? 'linuxmusl' : process.platform}-${process.arch}`;
const nativeBinding = isBundle ? findBinary() : undefined;

/** Opens a database file. Throws where `hasSqlite` says no. */
export function openDatabase(path: string, options: Database.Options = {}): Database.Database {
  if (nativeBinding === null) throw new Error(`There is no SQLite for ${platform}`);
  return new Database(path, nativeBinding === undefined ? options : { ...options, nativeBinding });
}

/** Whether SQLite is there for this machine: the bundle brings it for some, and takes an installed package's for the others. */
export const hasSqlite = (): Result<null, 'sqlite-missing'> =>
  nativeBinding === null ? fail({ reason: 'sqlite-missing', platform, folder: shipped() }) : ok(null);

function findBinary(): string | null {
  const name = `${platform}.node`;
  return [shipped('dist', 'native', name), shipped('node_modules', 'better-sqlite3', 'prebuilds', name)].find(existsSync) ?? null;
}

/** A binary for another C library must not even be tried: it may end the process instead of failing. */
function isMusl(): boolean {
  return process.platform === 'linux' && readFileSync('/proc/self/maps', 'latin1').includes('/ld-musl-');
}
