import type { SimulatedMode } from '../../../mcp-server/domain/sessions/agents/simulated-agent.ts';
import type { Reason } from '../../../mcp-server/kernel/failure.ts';
import type { Phase, Stage } from '../../../mcp-server/kernel/model.ts';

/** What must come of a session that behaves in some way while all after it work. */
export interface Expectation {
  /** The failure that the session, or its stage, is said to have; null for none. */
  failure: Reason | null;
  /** What is done about it. */
  reaction: 'none' | 'waits' | 'sent-back' | 'asks' | 'gives-up';
  /** Where the task ends. */
  end: Phase;
  /** The stage that is tried. */
  stage: Stage;
  /** Whether the account as a whole is touched, so that it is tried alone. */
  alone: boolean;
}

const fine: Expectation = { failure: null, reaction: 'none', end: 'done', stage: 'build', alone: false };
const again = (failure: Reason, more: Partial<Expectation> = {}): Expectation => ({
  ...fine,
  failure,
  reaction: 'waits',
  ...more,
});
const mended: Expectation = { ...fine, reaction: 'sent-back' };
const asks = (failure: Reason, more: Partial<Expectation> = {}): Expectation => ({
  ...fine,
  failure,
  reaction: 'asks',
  end: 'blocked',
  ...more,
});
const givesUp = (failure: Reason): Expectation => ({ ...fine, failure, reaction: 'gives-up', end: 'failed' });

/** For every mode of the simulator the right class and the right reaction. */
export const expectations: Record<SimulatedMode, Expectation> = {
  works: fine,
  'limit-in-seconds': again('agent-rate-limited', { alone: true }),
  'limit-in-milliseconds': again('agent-rate-limited', { alone: true }),
  'limit-in-words': again('agent-rate-limited', { alone: true }),
  'rate-limit': again('agent-rate-limited'),
  'rate-limit-exit-0': again('agent-rate-limited'),
  overloaded: again('agent-unavailable'),
  'server-error': again('agent-unavailable'),
  unreachable: again('agent-unavailable'),
  unauthorised: again('agent-not-logged-in', { alone: true }),
  forbidden: again('agent-not-logged-in', { alone: true }),
  'no-credit': asks('agent-out-of-credit', { alone: true }),
  'bad-request': again('session-failed'),
  'cannot-resume': again('session-died'),
  'hang-from-start': again('session-silent'),
  'hang-before-result': again('session-silent'),
  'hang-after-result': fine,
  'deaf-to-term': again('session-silent'),
  'success-with-error': again('session-failed'),
  'error-during-execution': again('session-failed'),
  'error-then-success': fine,
  'success-then-exit-1': again('session-died'),
  'exit-0-without-result': again('session-died'),
  'exit-1-without-result': again('session-died'),
  'exit-143': again('session-died'),
  'cut-json': again('session-died'),
  'long-line': fine,
  ansi: fine,
  'binary-noise': fine,
  'not-json': again('session-died'),
  'killed-by-9': again('session-died'),
  segfault: again('session-died'),
  'kills-shim': again('session-died'),
  'commits-then-dies': again('session-died'),
  'dies-with-index-lock': again('session-died'),
  'detached-grandchildren': fine,
  'nothing-committed': mended,
  'dirty-tree': mended,
  'wrong-branch': givesUp('wrong-branch'),
  'detached-head': givesUp('wrong-branch'),
  'answer-missing': again('answer-invalid', { stage: 'plan' }),
  'answer-unfit': again('answer-invalid', { stage: 'plan' }),
  'answer-given-up': again('answer-invalid', { stage: 'plan' }),
  'repeats-itself': again('session-looping'),
  'no-progress': again('session-stuck'),
  'denied-for-good': asks('permission-denied'),
  'spends-without-end': asks('session-over-budget'),
};
