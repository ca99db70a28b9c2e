import { z } from 'zod';
import { listDatabases } from '../../domain/workspaces/databases/list-databases.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';

/** Lists database branches. */
export const databaseList = defineTool({
  name: 'database_list',
  title: 'List database branches',
  description: 'All database branches of this machine, with the worktree that owns each and how far it came. No passwords.',
  effect: 'reads',
  input: z.strictObject({}),
  output: z.strictObject({
    databases: z.array(
      z.strictObject({
        owner: z.string(),
        name: z.string(),
        kind: z.string(),
        stage: z.string(),
        id: z.string(),
        place: z.string(),
      }),
    ),
  }),
  run: (_, { infra }) =>
    ok({
      databases: listDatabases(infra).map(({ owner, name, kind, stage, id, place }) => ({ owner, name, kind, stage, id, place })),
    }),
  say: ({ databases }) =>
    databases.map(({ owner, name, kind, stage }) => `${name} ${kind} ${stage} ${owner}`).join('\n') ||
    'There is no database branch.',
});
