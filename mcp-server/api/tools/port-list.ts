import { z } from 'zod';
import { listPorts } from '../../domain/workspaces/ports/list-ports.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';

/** Lists leased ports. */
export const portList = defineTool({
  name: 'port_list',
  title: 'List leased ports',
  description: 'All ports that are leased on this machine, with the folder that owns each.',
  effect: 'reads',
  input: z.strictObject({}),
  output: z.strictObject({ ports: z.array(z.strictObject({ name: z.string(), port: z.int(), owner: z.string() })) }),
  run: (_, { infra }) => ok({ ports: listPorts(infra).map(({ name, port, owner }) => ({ name, port, owner })) }),
  say: ({ ports }) => ports.map(({ name, port, owner }) => `${port} ${name} ${owner}`).join('\n') || 'No port is leased.',
});
