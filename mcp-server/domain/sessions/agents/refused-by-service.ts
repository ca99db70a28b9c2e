import type { Failure } from '../../../kernel/failure.ts';
import type { Evidence } from './evidence.ts';
import { resetTime } from './reset-time.ts';

/**
 * The failure of an agent that could not work because its service refused it: no login, no credit, a limit, an outage. Judged by
 * the agent's own words for it and by HTTP status; by text only where older versions give nothing else. Null for other failures.
 */
export function refusedByService({ agent: { name: agent }, digest, errors, now }: Evidence): Failure | null {
  const { result, apiError } = digest;
  const kind = apiError?.kind ?? '';
  const status = apiError?.status || result?.apiStatus || 0;
  // Words count only where the agent said them of itself: a model may well write about logins and limits.
  const isRefusal = apiError !== null || result?.terminalReason === 'api_error' || result === null;
  const detail = (apiError?.text ?? '') || (result?.text ?? '') || errors;
  const says = (pattern: RegExp) => isRefusal && pattern.test(result === null && apiError === null ? errors : detail);

  if (
    kind === 'authentication_failed' ||
    status === 401 ||
    status === 403 ||
    says(/please run \/login|not logged in|invalid api key/i)
  ) {
    return { reason: 'agent-not-logged-in', agent, detail };
  }
  if (kind === 'billing_error' || status === 402 || says(/credit balance is too low/i))
    return { reason: 'agent-out-of-credit', agent, detail };
  if (kind === 'rate_limit' || status === 429 || says(/usage limit reached|hit your .*limit|rate limit/i)) {
    return { reason: 'agent-rate-limited', agent, detail, resetsAt: resetTime(digest.limitResetsAt, { text: detail, now }) };
  }
  if (
    kind === 'server_error' ||
    kind === 'overloaded' ||
    status >= 500 ||
    says(/overloaded|no connection|connection (?:refused|error)|fetch failed|ECONN|ENOTFOUND/i)
  ) {
    return { reason: 'agent-unavailable', agent, detail };
  }
  return null;
}
