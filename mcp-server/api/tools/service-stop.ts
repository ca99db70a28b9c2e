import { resolve } from 'node:path';
import { z } from 'zod';
import { stopByHand } from '../../domain/coordination/by-hand/services-by-hand.ts';
import { defineTool } from './define-tool.ts';
import { serviceField, worktreeField } from './fields.ts';

/** Ends services. */
export const serviceStop = defineTool({
  name: 'service_stop',
  title: 'End services',
  description: 'Ends a service or background command of a workspace with all its processes, or all of them. Output stays.',
  effect: 'changes',
  input: z.strictObject({ worktree: worktreeField, name: serviceField.optional().describe('Default: all.') }),
  output: z.strictObject({ path: z.string(), stopped: z.array(z.string()) }),
  run: ({ worktree, name }, { infra, cwd }) => stopByHand(infra, { path: resolve(cwd, worktree), name }),
  say: ({ stopped }) => (stopped.length === 0 ? 'Nothing ran.' : `Stopped ${stopped.join(', ')}.`),
});
