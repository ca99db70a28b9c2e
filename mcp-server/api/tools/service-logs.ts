import { resolve } from 'node:path';
import { z } from 'zod';
import { readByHand } from '../../domain/coordination/by-hand/services-by-hand.ts';
import { defineTool } from './define-tool.ts';
import { serviceField, worktreeField } from './fields.ts';

/** Reads what a service printed. */
export const serviceLogs = defineTool({
  name: 'service_logs',
  title: 'Read what a service printed',
  description: 'The last lines that a service or background command printed. All of it is in the file `path`.',
  effect: 'reads',
  input: z.strictObject({ worktree: worktreeField, name: serviceField, lines: z.int().min(1).max(400).default(40) }),
  output: z.strictObject({ name: z.string(), lines: z.array(z.string()), path: z.string() }),
  run: ({ worktree, name, lines }, { infra, cwd }) => readByHand(infra, { path: resolve(cwd, worktree), name, lines }),
  say: ({ lines }) => lines.join('\n') || 'It printed nothing.',
});
