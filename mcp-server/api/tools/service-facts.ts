import { z } from 'zod';
import type { ServiceSight } from '../../domain/workspaces/services/look-at-service.ts';

/** What the tools say of a service or background command. */
export const serviceOutput = z.strictObject({
  name: z.string(),
  state: z.enum(['starting', 'ready', 'running', 'failing', 'ended', 'stopped']),
  detail: z.string(),
  port: z.int().nullable(),
  restarts: z.int(),
  exitCode: z.int().nullable(),
  outputPath: z.string(),
});

/** A service as the tools tell of it. */
export const serviceFacts = ({ name, state, detail, port, restarts, exitCode, outputPath }: ServiceSight) => ({
  name,
  state,
  detail,
  port,
  restarts,
  exitCode,
  outputPath,
});

/** A service in a line. */
export function serviceLine({ name, state, detail, port, exitCode }: z.output<typeof serviceOutput>): string {
  const where = port === null ? '' : ` on port ${port}`;
  const how = detail !== '' ? `: ${detail}` : state === 'ended' ? ` with exit code ${exitCode}` : '';
  return `${name} ${state}${where}${how}`;
}
