import { z } from 'zod';
import { ensureSupervisor } from '../../domain/coordination/ensure-supervisor.ts';
import type { Steered } from '../../domain/coordination/steer-run.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Result } from '../../kernel/result.ts';

/** What came of a wish about a run. */
export const steeredOutput = z.strictObject({ run: z.string(), changed: z.boolean(), status: z.string() });

/** Sees to it that a supervisor hears a wish that changed something. */
export async function steer(infra: Infra, wish: Result<Steered, 'run-unknown'>): Promise<Result<Steered, 'run-unknown'>> {
  if (wish.ok && wish.value.changed) await ensureSupervisor(infra);
  return wish;
}

/** What came of it, in a line. */
export const steeredLine = ({ run, changed, status }: z.output<typeof steeredOutput>): string =>
  `Run ${run} is ${status}${changed ? '' : ', as it was'}.`;
