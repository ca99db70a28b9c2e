import { z } from 'zod';
import { listKept } from '../../../domain/coordination/by-hand/kept-work.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import { workspaceCreate } from '../../tools/workspace-create.ts';
import { workspaceRelease } from '../../tools/workspace-release.ts';
import { workspaceRestore } from '../../tools/workspace-restore.ts';
import { workspaceStatus } from '../../tools/workspace-status.ts';
import { worktreeList } from '../../tools/worktree-list.ts';
import type { Context } from '../terminal/context.ts';
import type { Outcome } from '../terminal/exit-codes.ts';
import { defineCommand, isGiven, jsonFlag } from './command.ts';
import { isolate } from './isolate.ts';
import { findWorktree, outcomeOfTool, useTool } from './tool-command.ts';

/** `fanout workspace` */
export const workspace = defineCommand({
  syntax: 'workspace [what] [name]',
  summary: 'Make, look at and give back a workspace: a worktree with ports, packages, databases and services of its own.',
  description:
    '`create` makes one beside the repository, on a branch of its own, and proves that all of it is its own; `list` shows those of ' +
    'this repository; `status` what one owns and whether its proof still holds; `release` ends its services, drops its databases, ' +
    'frees its ports and removes it. Work that is not committed is saved to a ref first; `kept` lists such refs, and `restore` ' +
    'makes a worktree of one. `isolate` answers hooks of Claude Code: see docs/workspaces.md. A name is a path or the last part of one; `status` and `release` without a name mean the workspace ' +
    'that you are in.',
  flags: [
    { flags: '--run <id>', says: 'create: share the merges of an earlier workspace' },
    { flags: '--base <commit>', says: 'create: start from this branch or commit' },
    { flags: '--no-setup', says: 'create: install nothing' },
    { flags: '--keep-worktree', says: 'release: leave the worktree and its branch' },
    jsonFlag,
  ],
  examples: [
    { line: 'fanout workspace create login', says: 'a workspace on a branch of its own' },
    { line: 'fanout workspace status login', says: 'ports, databases, services, doubts' },
    { line: 'fanout workspace release login', says: 'give all of it back' },
    { line: 'fanout workspace restore 7k2m9xab/login', says: 'the work of a task that went, as it was' },
  ],
  related: ['service', 'database', 'port', 'clean'],
  input: z.object({
    what: z
      .enum(['create', 'list', 'status', 'release', 'kept', 'restore', 'isolate'], {
        error: 'create, list, status, release, kept, restore or isolate',
      })
      .default('list'),
    name: z.string().optional(),
    run: z.string().optional(),
    base: z.string().optional(),
    setup: z.boolean().default(true),
    keepWorktree: isGiven,
    json: isGiven,
  }),
  act: async (context, { what, name, json, run, base, setup, keepWorktree }) => {
    const { cwd } = context;
    if (what === 'list') return outcomeOfTool(await useTool(context, { tool: worktreeList, given: {}, json }));
    if (what === 'create') {
      const given = { name: name ?? '', run, base, setup };
      return outcomeOfTool(await useTool(context, { tool: workspaceCreate, given, json }));
    }
    if (what === 'isolate') return isolate(context);
    if (what === 'kept') return printKept(context, json);
    if (what === 'restore')
      return outcomeOfTool(await useTool(context, { tool: workspaceRestore, given: { ref: name ?? '' }, json }));
    const worktree = await findWorktree(cwd, name);
    if (!worktree.ok) return worktree;
    if (what === 'release') {
      const given = { worktree: worktree.value, keepWorktree };
      return outcomeOfTool(await useTool(context, { tool: workspaceRelease, given, json }));
    }
    const seen = await useTool(context, { tool: workspaceStatus, given: { worktree: worktree.value }, json });
    return seen.ok ? ok(seen.value['state'] === 'doubted' ? 'notLanded' : 'done') : seen;
  },
});

async function printKept({ terminal, cwd }: Context, json: boolean): Promise<Result<Outcome>> {
  const repository = await findRepository(cwd);
  if (!repository.ok) return repository;
  const kept = await listKept(repository.value);
  const lines = kept.map(({ ref, kind }) => `${ref}  ${kind === 'rescue' ? 'uncommitted work' : 'commits of a branch'}`);
  terminal.print(json ? JSON.stringify({ kept }) : lines.join('\n') || 'Nothing is kept.');
  return ok('done');
}
