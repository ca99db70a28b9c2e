import type { Reason } from '../../mcp-server/kernel/failure.ts';
import type { Result } from '../../mcp-server/kernel/result.ts';

/** The value of a result that a test expects to be one; throws with the whole failure otherwise. */
export function valueOf<T, R extends Reason>(result: Result<T, R>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.failure));
}
