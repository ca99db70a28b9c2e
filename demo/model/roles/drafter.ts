import type { Conversation } from '../wire/conversation.ts';
import { give, say, type Move } from '../wire/moves.ts';
import type { TaskScript } from '../scripts/script.ts';
import { follow } from './steps.ts';

/** Turns a fault that was found, mended and proven into a rule. */
export function draft(script: TaskScript, conversation: Conversation): Move[] {
  if (!script.fault) return [say(`Nothing was found in ${script.key} that a rule could be made of.`)];
  return follow([[give({ ...script.fault.lesson })]], conversation);
}
