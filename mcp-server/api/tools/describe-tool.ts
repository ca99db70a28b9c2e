import { z } from 'zod';
import type { Effect, Tool } from './define-tool.ts';

const annotations: Record<Effect, Record<string, boolean>> = {
  reads: { readOnlyHint: true, openWorldHint: false },
  creates: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  changes: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  destroys: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
};

/** A tool as `tools/list` shows it. */
export const describeTool = ({ name, title, description, effect, input, output }: Tool): Record<string, unknown> => ({
  name,
  title,
  description,
  inputSchema: schema(input, 'input'),
  outputSchema: schema(output, 'output'),
  annotations: annotations[effect],
});

// Every byte of the list is sent at each start of each session, so what clients do without is left out.
function schema(type: z.ZodObject, io: 'input' | 'output'): Record<string, unknown> {
  const made = z.toJSONSchema(type, { io, unrepresentable: 'any' });
  return prune(made) as Record<string, unknown>;
}

function prune(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(prune);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, one]) => key !== '$schema' && !isUnbounded(key, one));
  return Object.fromEntries(kept.map(([key, one]) => [key, prune(one)]));
}

const isUnbounded = (key: string, value: unknown): boolean =>
  (key === 'minimum' || key === 'maximum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;
