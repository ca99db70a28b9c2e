import type { Failure } from '../../../kernel/failure.ts';
import type { FinalResult } from '../stream/final-result.ts';
import type { Evidence, Stop } from './evidence.ts';
import { refusedByService } from './refused-by-service.ts';

/**
 * Says why a session failed, or null when it succeeded: it was not stopped, exit code 0, a final result, no error in it, and an
 * answer where a schema asked for one. Anything less is a failure, also where a result calls itself `success`.
 */
export function classify(evidence: Evidence): Failure | null {
  const { session, agent, cwd, directory, hasSchema, digest, exitCode, stop, errors } = evidence;
  const { result } = digest;
  const at = { session, keptAt: cwd };
  if (stop?.because === 'stopped') return { reason: 'session-stopped', ...at };
  if (stop?.because === 'unfenced') {
    return { reason: 'fence-broken', directory, detail: 'Claude Code began without running the hooks of the session.' };
  }
  // One that gave its answer and did not leave was ended by us: its exit code is ours.
  const hasEndedWell = exitCode === 0 || stop?.because === 'lingering';
  if (hasEndedWell && result !== null && !result.isError && result.subtype === 'success') {
    if (!hasSchema || result.structured !== null) return null;
    return { reason: 'answer-invalid', detail: 'It ended without the structured answer that was asked for.', ...at };
  }
  if (stop !== null && stop.because !== 'lingering') return stopped(evidence, stop);
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

/** Why a watchdog ended it. */
function stopped({ session, cwd, idleMs, digest: { habits } }: Evidence, { because, ranMs }: Stop): Failure {
  const at = { session, keptAt: cwd };
  const minutes = Math.round(ranMs / 60_000);
  switch (because) {
    case 'idle':
      return { reason: 'session-silent', idleMs, ...at };
    case 'minutes':
      return { reason: 'session-over-budget', limit: 'minutes', spent: ranMs / 60_000, ...at };
    case 'tokens':
      return { reason: 'session-over-budget', limit: 'tokens', spent: habits.tokens, ...at };
    case 'looping':
      return { reason: 'session-looping', tool: habits.tool, times: habits.times, ...at };
    case 'denied':
      return { reason: 'permission-denied', tools: [...new Set(habits.refused)], ...at };
    case 'stuck':
      return { reason: 'session-stuck', minutes, ...at };
    case 'stopped':
    case 'unfenced':
    case 'lingering':
      return { reason: 'session-stopped', ...at };
  }
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
