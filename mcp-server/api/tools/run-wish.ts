import { resolve } from 'node:path';
import { z } from 'zod';
import type { RunWish } from '../../domain/coordination/plan-run.ts';
import { fromField } from './fields.ts';

/** What run_plan and run_start take: the same, so that what was shown is what is started. */
export const runWishInput = z
  .strictObject({
    file: z.string().min(1).optional().describe('Path of a graph file. Give this or `graph`.'),
    graph: z.string().min(1).optional().describe('The graph itself, as YAML or JSON.'),
    from: fromField,
    base: z.string().min(1).optional().describe('Branch or commit to start from. Default: the branch that is checked out.'),
    slots: z.int().min(1).max(64).optional().describe('Tasks at once.'),
  })
  .refine(({ file, graph }) => (file === undefined) !== (graph === undefined), {
    path: ['file'],
    message: 'or `graph` must be given, and not both',
  });

/** The wish that the arguments are. */
export function wishOf({ file, graph, from, base, slots }: z.output<typeof runWishInput>, cwd: string): RunWish {
  const folder = resolve(cwd, from ?? '.');
  const source = graph === undefined ? { path: file ?? '', from: folder } : { text: graph, folder };
  return { from: folder, source, base, adjust: (config) => (slots === undefined ? config : { ...config, slots }) };
}
