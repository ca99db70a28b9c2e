import { z } from 'zod';
import { portLease } from '../../tools/port-lease.ts';
import { portList } from '../../tools/port-list.ts';
import { portRelease } from '../../tools/port-release.ts';
import { defineCommand, isGiven, jsonFlag } from './command.ts';
import { findWorktree, inFlag, outcomeOfTool, useTool } from './tool-command.ts';

/** `fanout port` */
export const port = defineCommand({
  syntax: 'port [what] [names...]',
  summary: 'Lease, list and give back ports that are unique on this machine.',
  description:
    '`lease` gives a worktree a port for each name and keeps those that it has; names that are not listed are given back. `list` ' +
    'shows all leased ports of this machine; `release` gives back all of a worktree. Leases end when their folder is gone.',
  flags: [inFlag, jsonFlag],
  examples: [
    { line: 'fanout port lease web api', says: 'two ports for the worktree that you are in' },
    { line: 'fanout port list', says: 'all leased ports' },
  ],
  related: ['workspace', 'service'],
  input: z.object({
    what: z.enum(['lease', 'list', 'release'], { error: 'lease, list or release' }).default('list'),
    names: z.array(z.string()).default([]),
    in: z.string().optional(),
    json: isGiven,
  }),
  act: async (context, { what, names, json, ...given }) => {
    if (what === 'list') return outcomeOfTool(await useTool(context, { tool: portList, given: {}, json }));
    const worktree = await findWorktree(context.cwd, given.in);
    if (!worktree.ok) return worktree;
    const owner = worktree.value;
    return outcomeOfTool(
      what === 'lease'
        ? await useTool(context, { tool: portLease, given: { owner, names }, json })
        : await useTool(context, { tool: portRelease, given: { owner }, json }),
    );
  },
});
