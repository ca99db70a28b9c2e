import type { FailureOf } from '../../kernel/result.ts';
import type { Allowance } from '../../kernel/model.ts';
import type { TaskSession, TaskState } from './task-state.ts';

/** What is counted of a session. `usd` is an estimate at list price; `minutes` are minutes of sessions, added up. */
export type Amount = Record<Unit, number>;

/** One of the things that a budget caps. */
export type Unit = 'usd' | 'tokens' | 'turns' | 'minutes';

const units: readonly Unit[] = ['usd', 'tokens', 'turns', 'minutes'];

/** A level of the tree of budgets: what it caps, what was spent there, and what sessions under way may still spend. */
export interface Level {
  /** `run k3m9x2ab`, `task login`, … */
  scope: string;
  cap: Allowance;
  spent: Amount;
  reserved: Amount;
}

/** What the next session may spend, that it must wait for what others may give back, or which cap is reached. */
export type Grant =
  | { is: 'granted'; allowance: Allowance }
  | { is: 'waits' }
  | { is: 'spent'; failure: FailureOf<'budget-spent'> };

// A session that gets less than this part of what its stage is meant to have does not get far: it waits for the others.
const leastPart = 0.2;

/**
 * Grants a session what its stage may spend, and never more than every level above it has left when all that is reserved is
 * spent: so together they stay below each cap, but for the turn in which a session notices.
 */
export function grant(own: Allowance, levels: readonly Level[]): Grant {
  const allowance: Allowance = { ...own };
  let waits = false;
  for (const { scope, cap, spent, reserved } of levels) {
    for (const unit of units) {
      const limit = cap[unit];
      if (limit === undefined) continue;
      const left = limit - spent[unit];
      if (left <= 0) return { is: 'spent', failure: { reason: 'budget-spent', scope, unit, limit, spent: spent[unit] } };
      const free = left - reserved[unit];
      waits ||= free < Math.min(left, (own[unit] ?? left) * leastPart);
      allowance[unit] = Math.min(allowance[unit] ?? Infinity, free);
    }
  }
  return waits ? { is: 'waits' } : { is: 'granted', allowance: whole(allowance) };
}

/** What some sessions spent, and what those under way have reserved. */
export function addUp(sessions: readonly TaskSession[]): Pick<Level, 'spent' | 'reserved'> {
  const spent = { ...noAmount };
  const reserved = { ...noAmount };
  for (const session of sessions) {
    if (session.endedAt === null) add(reserved, session.allowance ?? {});
    else add(spent, spentBy(session, sessions));
  }
  return { spent, reserved };
}

/** What some tasks spent, with what agents of other vendors took, and what sessions under way have reserved. */
export function addUpTasks(tasks: readonly Pick<TaskState, 'sessions' | 'others'>[]): Pick<Level, 'spent' | 'reserved'> {
  const sum = addUp(tasks.flatMap(({ sessions }) => sessions));
  for (const { others = {} } of tasks) for (const other of Object.values(others)) add(sum.spent, other);
  return sum;
}

/** Nothing at all. */
export const noAmount: Amount = { usd: 0, tokens: 0, turns: 0, minutes: 0 };

function spentBy(session: TaskSession, all: readonly TaskSession[]): Amount {
  const { spending, launchedAt, endedAt } = session;
  const minutes = ((endedAt ?? launchedAt) - launchedAt) / 60_000;
  if (spending === null) return { ...noAmount, minutes };
  const tokens = spending.inputTokens + spending.outputTokens;
  const usd = isUnpriced(session, all) ? Math.max(spending.usd, session.allowance?.usd ?? 0) : spending.usd;
  return { usd, tokens, turns: spending.turns, minutes };
}

/** Whether a session was killed before it said what it cost, and none that went on with its conversation has said it since. */
export function isUnpriced(session: TaskSession, all: readonly TaskSession[]): boolean {
  const { spending } = session;
  if (spending === null || hasReported(session) || spending.inputTokens + spending.outputTokens === 0) return false;
  const conversation = new Set([session.id]);
  // In the order of their launch, so that each comes after the one that it goes on from.
  for (const later of all) {
    if (later.resumes === null || !conversation.has(later.resumes)) continue;
    if (hasReported(later)) return false;
    conversation.add(later.id);
  }
  return true;
}

const hasReported = ({ spending }: TaskSession): boolean => spending !== null && Object.keys(spending.models).length > 0;

function add(sum: Amount, more: Allowance): void {
  for (const unit of units) sum[unit] += more[unit] ?? 0;
}

// A model takes whole turns and whole tokens.
const whole = ({ turns, tokens, ...rest }: Allowance): Allowance => ({
  ...rest,
  ...(turns === undefined ? {} : { turns: Math.max(1, Math.floor(turns)) }),
  ...(tokens === undefined ? {} : { tokens: Math.max(1, Math.floor(tokens)) }),
});
