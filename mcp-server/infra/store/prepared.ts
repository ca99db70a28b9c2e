import type Database from 'better-sqlite3';

const known = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/**
 * The compiled form of a statement, made once per connection: compiling takes longer than running most of ours, and inside a
 * transaction all other writers would wait for it.
 */
export function prepared<Bound extends unknown[], Row = unknown>(
  db: Database.Database,
  sql: string,
): Database.Statement<Bound, Row> {
  const statements = known.get(db) ?? new Map<string, Database.Statement>();
  known.set(db, statements);
  const statement = statements.get(sql) ?? db.prepare(sql);
  statements.set(sql, statement);
  return statement as Database.Statement<Bound, Row>;
}
