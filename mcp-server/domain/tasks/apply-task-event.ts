import type { Failure } from '../../kernel/failure.ts';
import type { Recorded } from '../../kernel/event.ts';
import type { Commit, Phase, ProvenFault, Verdict } from '../../kernel/model.ts';
import { isEnded, nextAttempt, type OthersSpent, type TaskSession, type TaskState } from './task-state.ts';

/** The task after an event; see `Phase` for the picture. Pure; an event that does not fit the phase changes nothing. */
export function applyTaskEvent(state: TaskState, event: Recorded): TaskState {
  if (event.task !== state.key) return state;
  const next = transition(state, event);
  // Going back to the builder begins the phase anew, also from within it.
  if (next.phase === state.phase && event.kind !== 'fix-wanted') return next;
  const endedAt = isEnded(next.phase) ? event.at : null;
  // Sleeping and waking is no progress; every other change of phase is.
  const isSleep = state.phase === 'parked' || next.phase === 'parked';
  const progress = isSleep ? {} : { setbacks: 0, setback: null };
  return { ...next, since: event.at, endedAt, ...progress };
}

function transition(state: TaskState, event: Recorded): TaskState {
  switch (event.kind) {
    case 'task-started':
      return state.phase === 'waiting'
        ? {
            ...state,
            phase: 'preparing',
            keptApart: null,
            attempt: event.attempt,
            attemptedAt: event.at,
            startedAt: state.startedAt ?? event.at,
          }
        : state;
    case 'workspace-wanted':
      return { ...state, wanted: { path: event.path, branch: event.branch, base: event.base } };
    case 'workspace-ready':
      return go(state, 'preparing', 'planning', { workspace: event.workspace });
    case 'session-launching':
      return { ...state, sessions: [...state.sessions, launched(event)] };
    case 'session-ended':
      return {
        ...state,
        sessions: state.sessions.map((session) => (session.id === event.session ? ended(session, event) : session)),
      };
    case 'plan-made':
      return go(state, 'planning', 'building', { plan: event.plan });
    case 'build-finished':
      return state.phase === 'building' || state.phase === 'fixing'
        ? { ...state, phase: 'checking', commit: event.commit, fix: null, checks: null, mutation: null }
        : state;
    case 'checks-finished':
      return go(state, 'checking', event.report.passed ? 'reviewing' : 'checking', { checks: event.report });
    case 'mutants-tried':
      return { ...state, mutation: event.report };
    case 'review-finished':
      return go(state, 'reviewing', event.verdict.decision === 'pass' ? 'merging' : 'reviewing', {
        verdicts: [...state.verdicts, event.verdict],
        others: withOthers(state.others, event.verdict),
      });
    case 'finding-proven':
      return {
        ...state,
        proven: [...state.proven, provenFault(event)],
      };
    case 'fix-wanted':
      return isEnded(state.phase)
        ? state
        : {
            ...state,
            phase: 'fixing',
            round: event.round,
            fix: { because: event.because, detail: event.detail, files: event.files, red: event.red },
          };
    case 'trial-ended':
      return go(state, 'checking', 'learning', { tried: event.outcome });
    case 'merged':
      return go(state, 'merging', 'learning', {
        merged: { commit: event.commit, onto: event.onto, tree: event.tree, at: event.at },
        attachAsked: false,
        collisions: [],
      });
    case 'workspace-removed':
      return { ...state, workspace: null, wanted: null, blockedIn: null };
    case 'task-done':
      return go(state, 'learning', 'done', {});
    case 'task-blocked':
      return isEnded(state.phase) ? state : block(state, event.failure);
    case 'task-failed':
      return isEnded(state.phase) ? state : { ...state, phase: 'failed', failure: event.failure };
    case 'task-parked':
      return isEnded(state.phase) || state.phase === 'parked'
        ? state
        : {
            ...state,
            phase: 'parked',
            failure: event.failure,
            setbacks: state.setbacks + 1,
            setback: event.failure,
            parked: { phase: state.phase, until: event.until },
          };
    case 'task-woken':
      return state.parked ? { ...state, phase: state.parked.phase, parked: null, failure: null } : state;
    case 'task-kept-apart':
      return state.phase === 'waiting' ? { ...state, keptApart: { behind: event.behind, because: event.because } } : state;
    case 'migrations-clash': {
      const { beside, files, theirs } = event;
      return { ...state, clashes: [...(state.clashes ?? []), { with: beside, files, theirs }] };
    }
    case 'collisions-seen':
      return { ...state, collisions: event.collisions };
    case 'task-attach-asked':
      return isAtWork(state) ? { ...state, attachAsked: true } : state;
    case 'task-held':
      return isAtWork(state) || isStuck(state.phase)
        ? {
            ...state,
            phase: 'held',
            held: { phase: state.parked?.phase ?? state.phase, head: event.head },
            parked: null,
            attachAsked: false,
            cancelAsked: false,
            blockedIn: null,
          }
        : state;
    case 'task-released':
      return state.held ? released(state, { ...event, was: state.held }) : state;
    case 'task-cancel-asked':
      return isEnded(state.phase) ? state : { ...state, cancelAsked: true };
    case 'task-cancelled':
      return isEnded(state.phase)
        ? state
        : { ...state, phase: 'cancelled', failure: null, parked: null, attachAsked: false, held: null };
    case 'task-decided':
      return state.phase === 'blocked' || state.phase === 'failed' ? decided(state, event) : state;
    case 'task-retried':
      return isEnded(state.phase) && state.phase !== 'done' ? again(state) : state;
    default:
      return state;
  }
}

// What only ran out of money has lost nothing: with more of it, it goes on where it was.
const block = (state: TaskState, failure: Failure): TaskState => ({
  ...state,
  phase: 'blocked',
  failure,
  blockedIn: failure.reason === 'budget-spent' && state.phase !== 'waiting' ? state.phase : null,
});

const again = (state: TaskState): TaskState =>
  state.blockedIn ? { ...state, phase: state.blockedIn, failure: null, blockedIn: null } : nextAttempt(state);
/** Whether there is a worktree in which something goes on, or will by itself: what a person can take over while it lives. */
const isAtWork = ({ phase, workspace }: TaskState): boolean =>
  workspace !== null && !isEnded(phase) && phase !== 'learning' && phase !== 'held';

const isStuck = (phase: Phase): boolean => isEnded(phase) && phase !== 'done';

/** What a person committed is checked and reviewed like any work; where they changed nothing, it goes on where it was. */
function released(
  state: TaskState,
  { commit, hasWork, was }: { commit: Commit; hasWork: boolean; was: NonNullable<TaskState['held']> },
): TaskState {
  const back = { ...state, held: null, failure: null, roundsFrom: state.round };
  const unbuilt: Phase = state.plan ? 'building' : 'planning';
  if (commit === was.head) {
    return { ...back, phase: isStuck(was.phase) ? (state.commit ? 'checking' : unbuilt) : was.phase };
  }
  return hasWork
    ? { ...back, phase: 'checking', commit, fix: null, checks: null }
    : { ...back, phase: unbuilt, commit: null, fix: null, checks: null };
}

function withOthers(before: OthersSpent = {}, { opinions = [] }: Verdict): OthersSpent {
  const spent = { ...before };
  for (const { by, tokens = 0, usd = 0 } of opinions) {
    const so = spent[by] ?? { tokens: 0, usd: 0 };
    if (tokens > 0) spent[by] = { tokens: so.tokens + tokens, usd: so.usd + usd };
  }
  return spent;
}

const go = (state: TaskState, from: Phase, to: Phase, changes: Partial<TaskState>): TaskState =>
  state.phase === from ? { ...state, ...changes, phase: to } : state;

const provenFault = ({
  finding,
  brokenAt,
  fixedAt,
  source,
  reviewer,
}: Extract<Recorded, { kind: 'finding-proven' }>): ProvenFault => ({ finding, brokenAt, fixedAt, source, reviewer });

function decided(state: TaskState, { decision, word }: Extract<Recorded, { kind: 'task-decided' }>): TaskState {
  const { round, failure } = state;
  const open = { ...state, failure: null, cancelAsked: false };
  switch (decision) {
    case 'accept':
      return { ...open, phase: 'merging' };
    case 'give-up':
      return { ...open, phase: 'cancelled' };
    case 'send-back': {
      const red = failure?.reason === 'checks-failed' ? failure.red : [];
      return { ...open, phase: 'fixing', round: round + 1, fix: { because: 'person', detail: word, files: [], red } };
    }
  }
}

const launched = (event: Extract<Recorded, { kind: 'session-launching' }>): TaskSession => ({
  id: event.session,
  stage: event.stage,
  resumes: event.resumes,
  about: event.about ?? null,
  allowance: event.allowance ?? null,
  directory: event.directory,
  launchedAt: event.at,
  endedAt: null,
  spending: null,
  failure: null,
});

const ended = (session: TaskSession, event: Extract<Recorded, { kind: 'session-ended' }>): TaskSession => ({
  ...session,
  endedAt: event.at,
  spending: event.spending,
  failure: event.failure,
});
