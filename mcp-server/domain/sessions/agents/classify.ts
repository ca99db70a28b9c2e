import type { Failure } from '../../../kernel/failure.ts';
import type { FinalResult } from '../stream/final-result.ts';
import type { Evidence } from './evidence.ts';
import { refusedByService } from './refused-by-service.ts';

/**
 * Says why a session failed, or null when it succeeded: it was not stopped, exit code 0, a final result, no error in it, and an
 * answer where a schema asked for one. Anything less is a failure, also where a result calls itself `success`.
 */
export function classify(evidence: Evidence): Failure | null {
  const { session, agent, cwd, directory, hasSchema, idleMs, digest, exitCode, stop, errors } = evidence;
  const { result } = digest;
  const at = { session, keptAt: cwd };
  if (stop?.because === 'stopped') return { reason: 'session-stopped', ...at };
  if (stop?.because === 'unfenced') {
    return { reason: 'fence-broken', directory, detail: 'Claude Code began without running the hooks of the session.' };
  }
  if (exitCode === 0 && result !== null && !result.isError && result.subtype === 'success') {
    if (!hasSchema || result.structured !== null) return null;
    return { reason: 'answer-invalid', detail: 'It ended without the structured answer that was asked for.', ...at };
  }
  if (stop?.because === 'idle') return { reason: 'session-silent', idleMs, ...at };
  if (stop?.because === 'minutes') return { reason: 'session-over-budget', limit: 'minutes', spent: stop.ranMs / 60_000, ...at };
  const refused = refusedByService(evidence);
  if (refused !== null) return refused;
  // The shell says 127 for a program that is not there and 126 for one that it may not start.
  if (result === null && (exitCode === 126 || exitCode === 127)) {
    return { reason: 'agent-missing', agent: agent.name, looked: agent.command.slice(0, 1) };
  }
  return result?.isError === true
    ? failedResult(evidence, result)
    : { reason: 'session-died', exitCode, detail: errors || digest.lastText, ...at };
}

function failedResult({ session, cwd, digest }: Evidence, result: FinalResult): Failure {
  const at = { session, keptAt: cwd };
  switch (result.subtype) {
    case 'error_max_budget_usd':
      return { reason: 'session-over-budget', limit: 'usd', spent: result.reported.usd, ...at };
    case 'error_max_turns':
      return { reason: 'session-over-budget', limit: 'turns', spent: digest.turns, ...at };
    case 'error_max_structured_output_retries':
      return { reason: 'answer-invalid', detail: result.text, ...at };
    default:
      // An interrupt that nobody followed up with a message.
      if (result.terminalReason.startsWith('aborted')) return { reason: 'session-stopped', ...at };
      return { reason: 'session-failed', detail: result.text || digest.lastText, ...at };
  }
}
