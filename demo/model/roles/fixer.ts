import type { Conversation } from '../wire/conversation.ts';
import { build } from './builder.ts';
import { conflictsIn } from './conflicts.ts';
import { commit, makeChange, runTests } from './make-change.ts';
import { edit, read, say, type Move } from '../wire/moves.ts';
import type { TaskScript } from '../scripts/script.ts';
import { callOf, follow, withoutNumbers } from './steps.ts';

/**
 * Resolves conflicts where there are any in the files that the brief names; otherwise mends the fault that it names. Sent back
 * for neither, it commits what lies there, or makes the change where nothing does.
 */
export function fix(script: TaskScript, conversation: Conversation): Move[] {
  const { brief, calls } = conversation;
  const paths = [...new Set([...script.change.edits, ...script.change.files].map(({ path }) => path))];
  const named = paths.filter((path) => brief.includes(path)).map((path) => ({ path, move: read(path) }));
  const unread = named.filter(({ move }) => !callOf(move, calls));
  if (unread.length > 0) return unread.map(({ move }) => move);

  const repairs = named.flatMap(({ path, move }) =>
    conflictsIn(withoutNumbers(callOf(move, calls)?.output ?? '')).map(({ region, both }) => edit(path, region, both)),
  );
  if (repairs.length > 0) {
    const moves = follow([repairs, [runTests], [commit(`merge: keep both sides in ${script.key}`)]], conversation);
    return moves.length > 0 ? moves : [say('Both sides are kept, the tests pass, and the merge is committed.')];
  }

  const { fault } = script;
  const isNamed = fault && [fault.title, ...fault.evidence.files.map(({ path }) => path)].some((sign) => brief.includes(sign));
  if (!isNamed && brief.includes('no new commit')) return build(script, conversation);
  if (!isNamed) {
    const moves = follow([[runTests], [commit(script.change.message)]], conversation);
    return moves.length > 0 ? moves : [say('The tests pass and it is committed.')];
  }
  const moves = makeChange(fault.mend, conversation);
  return moves.length > 0 ? moves : [say(`${fault.mend.message}\n\nThe finding's test is part of the project now, and passes.`)];
}
