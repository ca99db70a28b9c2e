import { isAbsolute } from 'node:path';
import { isWithin } from '../../../kernel/is-within.ts';

/** What a value leads to, when that is something that two checkouts would share. */
export type SharedValue =
  | { kind: 'database'; place: string }
  | { kind: 'local-server'; place: string; port: number }
  | { kind: 'path'; place: string };

const databases =
  /^(?:jdbc:)?(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|sqlserver|mssql|cockroachdb|libsql|clickhouse|nats|kafka)(?:\+\w+)?:\/\//i;
const files = /^(?:jdbc:)?(?:file|sqlite3?)(?:\+\w+)?:(?:\/\/)?/i;
const loopback = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0', 'host.docker.internal']);
const usualPorts: Record<string, string> = {
  postgres: '5432',
  postgresql: '5432',
  mysql: '3306',
  mariadb: '3306',
  redis: '6379',
  rediss: '6379',
  mongodb: '27017',
  amqp: '5672',
};

/**
 * Reads a value as what two checkouts could share: a database on a server, a server on this machine, or an absolute path
 * inside `checkout`. `place` is the same for two spellings of one place. Null for anything else, such as an API elsewhere.
 */
export function readShared(value: string, { checkout }: { checkout: string | null }): SharedValue | null {
  if (databases.test(value)) return { kind: 'database', place: placeOf(value) };
  const path = value.replace(files, '').replace(/\?.*$/, '');
  if (checkout !== null && isAbsolute(path) && isWithin(checkout, path)) return { kind: 'path', place: path };
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? parse(value) : null;
  if (url && loopback.has(url.hostname) && url.port !== '')
    return { kind: 'local-server', place: `port ${url.port}`, port: Number(url.port) };
  return null;
}

function placeOf(value: string): string {
  const plain = value.replace(/^jdbc:/i, '');
  const url = parse(plain);
  // Several hosts, or anything else that is no URL by the book, is compared as it is written, without the password.
  if (url === null) return plain.replace(/\/\/[^@/]*@/, '//');
  const scheme = url.protocol.slice(0, -1).replace(/\+.*/, '').toLowerCase();
  const host = loopback.has(url.hostname) || url.hostname === '' ? 'localhost' : url.hostname.toLowerCase();
  return `${host}:${url.port || (usualPorts[scheme] ?? '')}${url.pathname.replace(/\/$/, '')}`;
}

function parse(value: string): URL | null {
  try {
    return new URL(value);
  } catch {
    return null;
  }
}
