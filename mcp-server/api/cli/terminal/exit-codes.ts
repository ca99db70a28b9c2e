import type { Reason } from '../../../kernel/failure.ts';

/** What the exit codes mean. `fanout --help` prints this table. */
export const exitCodes = {
  done: { code: 0, means: 'Done. For a run: every task was merged.' },
  notLanded: { code: 1, means: 'Something did not land: a task, a merge, a clean-up.' },
  badInput: { code: 2, means: 'The input or the command was refused. Nothing was touched.' },
  notReady: { code: 3, means: 'The machine or the repository is not ready. `fanout doctor` says how to mend it.' },
  unknown: { code: 4, means: 'There is no such run, task, session, worktree, service or database.' },
  notAgreed: { code: 5, means: 'Nobody agreed: the plan was shown, nothing was started.' },
  defect: { code: 70, means: 'A defect of fanout.' },
  interrupted: { code: 130, means: 'Interrupted with Ctrl-C. A run that was started goes on.' },
} as const satisfies Record<string, { code: number; means: string }>;

/** The name of an exit code. */
export type Outcome = keyof typeof exitCodes;

const byReason: Partial<Record<Reason, Outcome>> = {
  'file-unreadable': 'badInput',
  'graph-invalid': 'badInput',
  'config-invalid': 'badInput',
  'argument-invalid': 'badInput',
  'arguments-invalid': 'badInput',
  'revision-unknown': 'badInput',
  'task-not-ready': 'badInput',
  'not-agreed': 'notAgreed',
  'run-unknown': 'unknown',
  'task-unknown': 'unknown',
  'session-unknown': 'unknown',
  'session-ended': 'unknown',
  'worktree-unknown': 'unknown',
  'service-unknown': 'unknown',
  'database-unknown': 'unknown',
  'not-a-repository': 'notReady',
  'repository-empty': 'notReady',
  'program-missing': 'notReady',
  'lock-busy': 'notReady',
  'ports-exhausted': 'notReady',
  'machine-exhausted': 'notReady',
  'state-folder-unusable': 'notReady',
  'journal-damaged': 'notReady',
  'store-newer': 'notReady',
  'sqlite-missing': 'notReady',
  'agent-missing': 'notReady',
  'agent-too-old': 'notReady',
  'agent-not-logged-in': 'notReady',
  'agent-out-of-credit': 'notReady',
  'agent-rate-limited': 'notReady',
  'agent-unavailable': 'notReady',
};

/** How a command ends that failed for this reason. */
export const outcomeOf = (reason: Reason): Outcome => byReason[reason] ?? 'notLanded';
