import type { Infra } from '../../infra/infra.ts';
import { exhaustedBy } from '../../infra/process/exhausted.ts';

/** How long what met no room or a defect is left alone before it is tried again. */
export const restMs = 2_000;

/** Says in the log why the supervisor, or one run of it, rests for a moment. */
export function sayUnwell(infra: Pick<Infra, 'log'>, error: unknown, marks: Record<string, string> = {}): void {
  const failure = exhaustedBy(error);
  if (failure) infra.log.warn({ failure, ...marks }, 'the supervisor waits for room');
  else infra.log.error({ err: error, ...marks }, 'a defect in the supervisor');
}
