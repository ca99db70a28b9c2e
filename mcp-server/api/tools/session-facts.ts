import { z } from 'zod';
import type { ListedSession } from '../../domain/sessions/list-sessions.ts';
import { cents, inWords } from './run-facts.ts';

/** A session as the tools answer it. */
export const sessionOutput = z.strictObject({
  session: z.string(),
  state: z.enum(['running', 'succeeded', 'failed', 'ended']),
  stage: z.string(),
  task: z.string().nullable(),
  worktree: z.string(),
  directory: z.string(),
});

/** What came of a session, when it has ended. */
export const outcomeOutput = sessionOutput.extend({
  usd: z.number(),
  turns: z.int(),
  answer: z.string(),
  structured: z.unknown(),
  problem: z.string().nullable(),
});

// Longer answers stand in the transcript; this much decides what next.
const answerCharacters = 4000;

/** A session as facts. `ended` means that it is over and nobody has looked yet how. */
export const sessionFacts = ({
  id,
  stage,
  task,
  worktree,
  directory,
  isRunning,
  outcome,
}: ListedSession): z.input<typeof sessionOutput> => ({
  session: id,
  state: isRunning ? 'running' : outcome === null ? 'ended' : outcome.failure ? 'failed' : 'succeeded',
  stage,
  task,
  worktree,
  directory,
});

/** A session with what came of it. */
export const outcomeFacts = (listed: ListedSession): z.input<typeof outcomeOutput> => ({
  ...sessionFacts(listed),
  usd: cents(listed.outcome?.spending.usd ?? 0),
  turns: listed.outcome?.spending.turns ?? 0,
  answer: (listed.outcome?.text || listed.outcome?.lastText || '').slice(-answerCharacters),
  structured: listed.outcome?.structured ?? null,
  problem: listed.outcome?.failure ? inWords(listed.outcome.failure) : null,
});

/** A session in a line. */
export const sessionLine = ({ session, state, stage, worktree }: z.output<typeof sessionOutput>): string =>
  `${session} ${stage} ${state} in ${worktree}`;
