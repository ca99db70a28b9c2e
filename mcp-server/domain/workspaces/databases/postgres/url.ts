/** The URL of a PostgreSQL database, or null when a text is none or names no database. */
export function parsePostgresUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return /^postgres(?:ql)?:$/.test(url.protocol) && databaseOf(url) !== '' ? url : null;
}

/** The database that a URL names. */
export const databaseOf = (url: URL): string => decodeURIComponent(url.pathname.replace(/^\//, ''));

/** The same server and role with another database. */
export function withDatabase(url: URL, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}

/** The server and database without who connects, to tell two sources apart. */
export const addressOf = (url: URL): string => `${url.host}${url.pathname}?${url.searchParams.get('host') ?? ''}`;

/** A URL for a command line, which everybody on the machine can read, and the environment for what it left out. */
export function withoutPassword(url: URL): { url: string; environment: Record<string, string> } {
  const shown = new URL(url);
  shown.password = '';
  const password = decodeURIComponent(url.password);
  return { url: shown.href, environment: password === '' ? {} : { PGPASSWORD: password } };
}
