import type { Conversation } from '../wire/conversation.ts';
import { say, type Move } from '../wire/moves.ts';
import { makeChange } from './make-change.ts';
import type { TaskScript } from '../scripts/script.ts';

/** Makes the change, runs the tests and commits. */
export function build(script: TaskScript, conversation: Conversation): Move[] {
  const moves = makeChange(script.change, conversation);
  return moves.length > 0 ? moves : [say(`${script.change.message}\n\nThe tests pass and it is committed.`)];
}
