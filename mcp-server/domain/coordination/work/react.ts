import type { Failure, Reason } from '../../../kernel/failure.ts';

/**
 * What kind of thing went wrong, which decides what is done about it: `work` is work that is not good enough, `person` waits
 * for a decision, the others name who is to blame.
 */
export type FailureClass = 'transient' | 'limit' | 'auth' | 'budget' | 'environment' | 'machine' | 'bug' | 'person' | 'work';

/** What is done about a failure: the task sleeps and goes on by itself, a person is asked, everything stops, or it has failed. */
export type Reaction = { do: 'wait'; until: number } | { do: 'ask' } | { do: 'pause-all' } | { do: 'give-up' };

const classes: Partial<Record<Reason, FailureClass>> = {
  'session-died': 'transient',
  'session-silent': 'transient',
  'agent-unavailable': 'transient',
  'lock-busy': 'transient',
  'ref-moved': 'transient',
  'git-failed': 'transient',
  'process-failed': 'transient',
  'agent-rate-limited': 'limit',
  'agent-not-logged-in': 'auth',
  'agent-out-of-credit': 'auth',
  'session-over-budget': 'budget',
  'budget-spent': 'budget',
  'agent-missing': 'environment',
  'agent-too-old': 'environment',
  'program-missing': 'environment',
  'fence-broken': 'environment',
  'setup-failed': 'environment',
  'workspace-unproven': 'environment',
  'filter-unusable': 'environment',
  'machine-exhausted': 'machine',
  'session-looping': 'person',
  'session-stuck': 'person',
  'answer-invalid': 'bug',
  'session-failed': 'bug',
  'permission-denied': 'person',
  'conflict-unresolved': 'person',
  'gates-weakened': 'person',
  'review-blocks': 'person',
  'opinion-failed': 'person',
};

/** The class of a failure. */
export const classOf = ({ reason }: Pick<Failure, 'reason'>): FailureClass => classes[reason] ?? 'work';

interface Patience {
  /** How often in a row, without any progress, the same is tried again. */
  tries: number;
  firstMs: number;
  /** The wait doubles up to this. */
  mostMs: number;
}

const minute = 60_000;
// A dead process is tried again at once; a service that is overloaded needs to be left alone, for hours if need be.
const patience: Partial<Record<Reason, Patience>> = {
  'session-died': { tries: 6, firstMs: 200, mostMs: minute },
  'session-silent': { tries: 1, firstMs: 1_000, mostMs: minute },
  'agent-unavailable': { tries: 40, firstMs: 5_000, mostMs: 10 * minute },
  'agent-rate-limited': { tries: 60, firstMs: 15_000, mostMs: 15 * minute },
  'agent-not-logged-in': { tries: 1, firstMs: 5_000, mostMs: 5_000 },
  'session-looping': { tries: 1, firstMs: 200, mostMs: minute },
  'session-stuck': { tries: 1, firstMs: 200, mostMs: minute },
  'lock-busy': { tries: 3, firstMs: 1_000, mostMs: minute },
  'ref-moved': { tries: 3, firstMs: 1_000, mostMs: minute },
  'git-failed': { tries: 2, firstMs: 1_000, mostMs: minute },
  'process-failed': { tries: 2, firstMs: 1_000, mostMs: minute },
  'answer-invalid': { tries: 1, firstMs: 200, mostMs: minute },
  'session-failed': { tries: 1, firstMs: 1_000, mostMs: minute },
  'opinion-failed': { tries: 2, firstMs: 5_000, mostMs: minute },
  'machine-exhausted': { tries: Infinity, firstMs: 5_000, mostMs: minute },
};

/** What is known of the task that failed. */
export interface Standing {
  /** How often in a row the task was parked without getting any further. */
  setbacks: number;
  /** Whether any session of the run ever succeeded: only then was there a login that can have run out. */
  hasWorked: boolean;
  now: number;
}

/** Decides what is done about a failure. Pure. */
export function reactTo(failure: Failure, { setbacks, hasWorked, now }: Standing): Reaction {
  const known = patience[failure.reason];
  const isWorthIt = failure.reason !== 'agent-not-logged-in' || hasWorked;
  if (known && isWorthIt && setbacks < known.tries) return { do: 'wait', until: wake(failure, { known, setbacks, now }) };
  switch (classOf(failure)) {
    case 'auth':
      return { do: failure.reason === 'agent-not-logged-in' && hasWorked ? 'pause-all' : 'ask' };
    case 'limit':
    case 'budget':
    case 'environment':
    case 'person':
      return { do: 'ask' };
    case 'transient':
    case 'machine':
    case 'bug':
    case 'work':
      return { do: 'give-up' };
  }
}

function wake(failure: Failure, { known, setbacks, now }: { known: Patience; setbacks: number; now: number }): number {
  // A limit that was named is waited for, and a moment more: clocks differ.
  if (failure.reason === 'agent-rate-limited' && failure.resetsAt !== null) return Math.max(failure.resetsAt, now) + 1_000;
  return now + Math.min(known.mostMs, known.firstMs * 2 ** Math.min(setbacks, 20));
}
