import type { DatabaseKind } from '../../../kernel/config-databases.ts';
import type { DatabaseEngine } from './terms/engine.ts';

// Loaded when asked for: most processes never speak to a database.
const engines: { [Kind in DatabaseKind]: () => Promise<DatabaseEngine<Kind>> } = {
  sqlite: async () => (await import('./sqlite/engine.ts')).sqlite,
  postgres: async () => (await import('./postgres/engine.ts')).postgres,
  neon: async () => (await import('./neon/engine.ts')).neon,
  command: async () => (await import('./command/engine.ts')).command,
};

/** The engine of a kind of database. Its asks carry settings of that kind, which the caller's settings say. */
export const engineOf = async (kind: DatabaseKind): Promise<DatabaseEngine> => (await engines[kind]()) as DatabaseEngine;
