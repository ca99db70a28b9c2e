import type { Conversation } from '../wire/conversation.ts';
import { give, type Move } from '../wire/moves.ts';
import type { TaskScript } from '../scripts/script.ts';
import { follow } from './steps.ts';

/** Whether a session is asked to compare a rule with what is written down, and not to draft one. */
export const isComparison = ({ brief }: Conversation): boolean => brief.includes('# Compare one rule');

// Two tasks at the same lines: no rule of this project would have kept them apart.
const slip = { rule: 'Keep what both sides meant.', why: 'Two tasks changed the same lines.', paths: ['src/**'], cause: 'slip' };

/** Turns a fault that was found, mended and proven into a rule. */
export function draft(script: TaskScript, conversation: Conversation): Move[] {
  if (isComparison(conversation)) return follow([[give({ relation: 'new', number: 0 })]], conversation);
  const { brief } = conversation;
  const isOfReview = !/^A (?:gate failed|merge was refused)/m.test(brief);
  return follow([[give(script.fault && isOfReview ? { ...script.fault.lesson } : slip)]], conversation);
}
