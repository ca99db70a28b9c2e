import { resolve } from 'node:path';
import { z } from 'zod';
import { openWorkspace } from '../../domain/coordination/by-hand/open-worktree.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { baseField, enterOutput, fromField, nameField, portsOutput, runField, sayEnter } from './fields.ts';

/** Makes a workspace to work in by hand. */
export const workspaceCreate = defineTool({
  name: 'workspace_create',
  title: 'Create a workspace, proven ready',
  description:
    'Makes a worktree beside the repository, on a branch of its own, with leased ports, packages, a copy of each database and the services that fanout.yaml names, and proves that all of it is its own. Workspaces with the same `run` merge to the same branch; leave it out for a new one. Said twice with the same `run` and `name` it is the same one.',
  effect: 'creates',
  input: z.strictObject({
    name: nameField,
    run: runField.optional(),
    base: baseField,
    setup: z.boolean().default(true).describe('Install dependencies.'),
    from: fromField,
  }),
  output: z.strictObject({
    run: z.string(),
    path: z.string(),
    branch: z.string(),
    base: z.string(),
    ports: portsOutput,
    enter: enterOutput,
    setupOutput: z.string(),
  }),
  run: async ({ name, run, base, setup, from }, { infra, cwd, signal, progress }) => {
    progress(`workspace ${name} is made`);
    const opened = await openWorkspace(infra, { from: resolve(cwd, from ?? '.'), name, run, base, setup, signal });
    if (!opened.ok) return opened;
    const { path, branch, base: commit, ports } = opened.value.workspace;
    const { run: ownRun, enter, setupOutput } = opened.value;
    return ok({ run: ownRun, path, branch, base: commit, ports, enter, setupOutput });
  },
  say: ({ path, branch, ports, enter }) =>
    [`Created ${branch} at ${path}.`, ...ports.map(({ name, port }) => `  ${name} on port ${port}`), ...sayEnter(enter)].join(
      '\n',
    ),
});
