import { resolve } from 'node:path';
import { z } from 'zod';
import { leasePorts } from '../../domain/workspaces/ports/lease-ports.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { portNameField, portsOutput } from './fields.ts';

/** Leases ports. */
export const portLease = defineTool({
  name: 'port_lease',
  title: 'Lease ports',
  description:
    'Gives a folder a TCP port for each name, unique on this machine and free on IPv4 and IPv6. Keeps those that the folder has; names that are not listed are given back.',
  effect: 'creates',
  input: z.strictObject({
    owner: z.string().min(1).describe('The folder that owns them, such as a worktree. Its leases end when it is gone.'),
    names: z.array(portNameField).min(1).max(20),
  }),
  output: z.strictObject({ ports: portsOutput }),
  run: async ({ owner, names }, { infra, cwd }) => {
    const leased = await leasePorts(infra, { owner: resolve(cwd, owner), names: [...new Set(names)] });
    return leased.ok ? ok({ ports: leased.value }) : leased;
  },
  say: ({ ports }) => ports.map(({ name, port }) => `${name} ${port}`).join(', '),
});
