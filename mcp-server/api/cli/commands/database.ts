import { z } from 'zod';
import { databaseBranch } from '../../tools/database-branch.ts';
import { databaseDrop } from '../../tools/database-drop.ts';
import { databaseList } from '../../tools/database-list.ts';
import { defineCommand, isGiven, jsonFlag } from './command.ts';
import { findWorktree, inFlag, outcomeOfTool, useTool } from './tool-command.ts';

/** `fanout database` */
export const database = defineCommand({
  syntax: 'database [what] [name]',
  summary: 'Branch, list and drop the private copies of databases that workspaces own.',
  description:
    '`branch` gives a worktree a copy of each database that fanout.yaml names, or of one, migrated and proven to be its own; ' +
    '`list` shows all of this machine; `drop` drops those of a worktree, all or one. Sources are never changed.',
  flags: [inFlag, { flags: '--forget', says: 'drop: only forget them, for a server that is gone for good' }, jsonFlag],
  examples: [
    { line: 'fanout database branch --in login', says: 'a copy of each for one worktree' },
    { line: 'fanout database list', says: 'all of this machine' },
    { line: 'fanout database drop app --in login', says: 'one of them goes' },
  ],
  related: ['workspace', 'clean'],
  input: z.object({
    what: z.enum(['branch', 'list', 'drop'], { error: 'branch, list or drop' }).default('list'),
    name: z.string().optional(),
    in: z.string().optional(),
    forget: isGiven,
    json: isGiven,
  }),
  act: async (context, { what, name, forget, json, ...given }) => {
    if (what === 'list') return outcomeOfTool(await useTool(context, { tool: databaseList, given: {}, json }));
    const worktree = await findWorktree(context.cwd, given.in);
    if (!worktree.ok) return worktree;
    const wish = { worktree: worktree.value, name };
    return outcomeOfTool(
      what === 'branch'
        ? await useTool(context, { tool: databaseBranch, given: wish, json })
        : await useTool(context, { tool: databaseDrop, given: { ...wish, forget }, json }),
    );
  },
});
