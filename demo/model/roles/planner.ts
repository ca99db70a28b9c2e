import type { Conversation } from '../wire/conversation.ts';
import { give, read, type Move } from '../wire/moves.ts';
import type { TaskScript } from '../scripts/script.ts';
import { follow } from './steps.ts';

/** Looks at what will change, then gives the plan. */
export function plan(script: TaskScript, conversation: Conversation): Move[] {
  const changed = [...new Set(script.change.edits.map(({ path }) => path))];
  return follow([changed.map(read), [give({ ...script.plan })]], conversation);
}
