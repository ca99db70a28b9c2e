import { resolve } from 'node:path';
import { z } from 'zod';
import { lookAtWorkspace } from '../../domain/coordination/by-hand/look-at-workspace.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { portsOutput, worktreeField } from './fields.ts';
import { serviceFacts, serviceLine, serviceOutput } from './service-facts.ts';

/** Looks at a workspace. */
export const workspaceStatus = defineTool({
  name: 'workspace_status',
  title: 'Look at a workspace',
  description:
    'What a workspace owns and how that is: commits and uncommitted paths, ports, database branches, services, and whether its proof still holds. Each doubt says what to do.',
  effect: 'reads',
  input: z.strictObject({ worktree: worktreeField }),
  output: z.strictObject({
    path: z.string(),
    branch: z.string().nullable(),
    run: z.string().nullable(),
    base: z.string(),
    state: z.enum(['worktree', 'doubted', 'proven']),
    ahead: z.int(),
    behind: z.int(),
    dirty: z.int(),
    ports: portsOutput,
    databases: z.array(z.strictObject({ name: z.string(), kind: z.string(), stage: z.string(), variable: z.string() })),
    services: z.array(serviceOutput),
    doubts: z.array(z.strictObject({ probe: z.string(), detail: z.string(), next: z.string() })),
  }),
  run: async ({ worktree }, { infra, cwd }) => {
    const seen = await lookAtWorkspace(infra, { path: resolve(cwd, worktree) });
    if (!seen.ok) return seen;
    const { task: _, databases, services, ...rest } = seen.value;
    return ok({
      ...rest,
      databases: databases.map(({ name, kind, stage, variable }) => ({ name, kind, stage, variable })),
      services: services.map(serviceFacts),
    });
  },
  say: ({ path, branch, state, ahead, dirty, ports, databases, services, doubts }) =>
    [
      `${path} on ${branch ?? 'no branch'}: ${state}, ${ahead} ahead, ${dirty} uncommitted`,
      ...ports.map(({ name, port }) => `  port ${name} ${port}`),
      ...databases.map(({ name, kind, stage, variable }) => `  database ${name} (${kind}, ${stage}) in ${variable}`),
      ...services.map((service) => `  service ${serviceLine(service)}`),
      ...doubts.map(({ probe, detail, next }) => `  doubt ${probe}: ${detail}. ${next}`),
    ].join('\n'),
});
