import type { DatabaseKind } from '../../../kernel/config-databases.ts';
import { command } from './command/engine.ts';
import type { DatabaseEngine } from './engine.ts';
import { neon } from './neon/engine.ts';
import { postgres } from './postgres/engine.ts';
import { sqlite } from './sqlite/engine.ts';

const engines: { [Kind in DatabaseKind]: DatabaseEngine<Kind> } = { sqlite, postgres, neon, command };

/** The engine of a kind of database. Its asks carry settings of that kind, which the caller's settings say. */
export const engineOf = (kind: DatabaseKind): DatabaseEngine => engines[kind] as DatabaseEngine;
