import type { Conversation } from '../wire/conversation.ts';
import { give, say, type Move } from '../wire/moves.ts';
import type { TaskScript } from '../scripts/script.ts';
import { follow } from './steps.ts';

/** Whether a session is asked to compare a rule with what is written down, and not to draft one. */
export const isComparison = ({ brief }: Conversation): boolean => brief.includes('# Compare one rule');

/** Turns a fault that was found, mended and proven into a rule. */
export function draft(script: TaskScript, conversation: Conversation): Move[] {
  if (isComparison(conversation)) return follow([[give({ relation: 'new', number: 0 })]], conversation);
  if (!script.fault) return [say(`Nothing was found in ${script.key} that a rule could be made of.`)];
  return follow([[give({ ...script.fault.lesson })]], conversation);
}
