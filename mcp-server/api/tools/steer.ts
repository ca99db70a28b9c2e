import { z } from 'zod';
import { ensureSupervisor } from '../../domain/coordination/ensure-supervisor.ts';
import type { Steered } from '../../domain/coordination/steer-run.ts';
import type { Infra } from '../../infra/infra.ts';
import { ok, type Result } from '../../kernel/result.ts';

/** What came of a wish about a run. */
export const steeredOutput = z.strictObject({ run: z.string(), changed: z.boolean(), status: z.string() });

/** Sees to it that a supervisor hears a wish that changed something. */
export async function steer(
  infra: Infra,
  wish: Result<Steered, 'run-unknown'>,
): Promise<Result<Steered, 'run-unknown' | 'supervisor-failed'>> {
  const supervised = wish.ok && wish.value.changed ? await ensureSupervisor(infra) : ok(null);
  return supervised.ok ? wish : supervised;
}

/** What came of it, in a line. */
export const steeredLine = ({ run, changed, status }: z.output<typeof steeredOutput>): string =>
  `Run ${run} is ${status}${changed ? '' : ', as it was'}.`;
