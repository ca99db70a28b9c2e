import type { Actor } from './actor.ts';
import type { SimulatedMode } from '../../mcp-server/domain/sessions/agents/simulated-agent.ts';
import type { Mode } from './modes.ts';

/** How the service refuses a request, in the lines that Claude Code prints for it. */
interface Refusal {
  kind: string;
  status: number;
  text: string;
  exitCode?: number;
}

const refuse =
  ({ kind, status, text, exitCode = 1 }: Refusal): Mode =>
  async (actor) => {
    const content = [{ type: 'text', text }];
    const message = { id: 'msg_refused', role: 'assistant', content, usage: {} };
    if (kind !== '')
      actor.emit({ type: 'assistant', error: kind, api_error_status: status, is_api_error_message: true, message });
    actor.result({ is_error: true, terminal_reason: 'api_error', api_error_status: status || null, result: text, num_turns: 0 });
    return exitCode;
  };

const limited =
  (resetsAt: (ms: number) => number): Mode =>
  async (actor) => {
    await actor.turn('I begin.');
    limitEvent(actor, resetsAt(Date.now() + actor.limitMs));
    return refuse({ kind: 'rate_limit', status: 429, text: "You've hit your session limit" })(actor);
  };

const limitEvent = (actor: Actor, resetsAt: number): void =>
  actor.emit({ type: 'rate_limit_event', rate_limit_info: { status: 'rejected', resetsAt, rateLimitType: 'five_hour' } });

/** What the service refuses. */
export const refusals = {
  'limit-in-seconds': limited((ms) => Math.ceil(ms / 1000)),
  'limit-in-milliseconds': limited((ms) => ms),
  'limit-in-words': (actor: Actor) =>
    refuse({ kind: '', status: 0, text: `Claude AI usage limit reached|${Math.ceil((Date.now() + actor.limitMs) / 1000)}` })(
      actor,
    ),
  'rate-limit': refuse({ kind: 'rate_limit', status: 429, text: 'This request would exceed your rate limit' }),
  'rate-limit-exit-0': refuse({ kind: 'rate_limit', status: 429, text: 'API Error: rate limit', exitCode: 0 }),
  overloaded: refuse({ kind: 'server_error', status: 529, text: 'API Error: 529 Overloaded' }),
  'server-error': refuse({ kind: 'server_error', status: 500, text: 'API Error: 500 Internal server error' }),
  unreachable: refuse({ kind: '', status: 0, text: 'API Error: Connection error (ECONNREFUSED)' }),
  unauthorised: refuse({ kind: 'authentication_failed', status: 401, text: 'OAuth token has expired. Please run /login' }),
  forbidden: refuse({ kind: '', status: 403, text: 'API Error: 403 Forbidden' }),
  'no-credit': refuse({ kind: 'billing_error', status: 402, text: 'Credit balance is too low' }),
  'bad-request': refuse({ kind: 'invalid_request', status: 400, text: 'API Error: 400 prompt is too long' }),
  'cannot-resume': async () => {
    process.stderr.write('No conversation found with session ID\n');
    return 1;
  },
} satisfies Partial<Record<SimulatedMode, Mode>>;
