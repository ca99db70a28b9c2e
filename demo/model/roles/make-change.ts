import { basename } from 'node:path';
import type { Conversation } from '../wire/conversation.ts';
import { edit, read, run, write, type Move } from '../wire/moves.ts';
import type { Change } from '../scripts/script.ts';
import { callOf, follow, withoutNumbers } from './steps.ts';

const look = run('ls src test', 'See what is there');
const test = run('npm test', 'Run the tests');

/** Makes a change, runs the tests and commits. Goes on from what an earlier session left; no moves when all is done. */
export function makeChange({ edits, files, message }: Change, conversation: Conversation): Move[] {
  const { calls } = conversation;
  const listed = new Set(callOf(look, calls)?.output.split(/\s+/));
  const there = files.filter(({ path }) => listed.has(basename(path)));
  const now = (path: string) => withoutNumbers(callOf(read(path), calls)?.output ?? '');

  return follow(
    [
      [look, ...new Set(edits.map(({ path }) => path))].map((each) => (typeof each === 'string' ? read(each) : each)),
      there.map(({ path }) => read(path)),
      [
        ...files.filter(({ path, content }) => now(path) !== content).map(({ path, content }) => write(path, content)),
        ...edits
          .filter(({ path, after }) => !now(path).includes(after))
          .map(({ path, before, after }) => edit(path, before, after)),
      ],
      [test],
      [commit(message)],
    ],
    conversation,
  );
}

/** Commits all that changed. */
export const commit = (message: string): Move => run(`git add -A && git commit -q -m '${message}'`, 'Commit the work');

/** Runs the project's tests. */
export const runTests = test;
