import { resolve } from 'node:path';
import { z } from 'zod';
import { lookByHand } from '../../domain/coordination/by-hand/services-by-hand.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { serviceField, worktreeField } from './fields.ts';
import { serviceFacts, serviceLine, serviceOutput } from './service-facts.ts';

/** Looks at services. */
export const serviceStatus = defineTool({
  name: 'service_status',
  title: 'Look at services and background commands',
  description:
    'How the services and background commands of a workspace are: whether each answers on its port from a process of this workspace, how often it was started again, how it ended. With `seconds` it waits so long for servers to be ready and commands to end.',
  effect: 'reads',
  input: z.strictObject({
    worktree: worktreeField,
    name: serviceField.optional().describe('Default: all.'),
    seconds: z.number().min(0).max(3600).default(0).describe('How long to wait.'),
  }),
  output: z.strictObject({ path: z.string(), services: z.array(serviceOutput) }),
  run: async ({ worktree, name, seconds }, { infra, cwd, signal, progress }) => {
    const alive = setInterval(() => progress('services are waited for'), aliveEveryMs);
    try {
      const seen = await lookByHand(infra, { path: resolve(cwd, worktree), name, seconds, signal });
      return seen.ok ? ok({ path: seen.value.path, services: seen.value.services.map(serviceFacts) }) : seen;
    } finally {
      clearInterval(alive);
    }
  },
  say: ({ services }) => services.map(serviceLine).join('\n') || 'Nothing was started here.',
});

// Clients give a silent call up after a while; one line in a minute keeps it.
const aliveEveryMs = 20_000;
