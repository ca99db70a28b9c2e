import { explain } from '../../../kernel/explain.ts';
import type { Failure } from '../../../kernel/failure.ts';
import type { Checkup } from '../say/checkup.ts';

/** A checkup that found a failure. */
export function unwell(name: string, failure: Failure): Checkup {
  const { message, hint } = explain(failure);
  return { name, state: 'bad', finding: message, mend: hint };
}
