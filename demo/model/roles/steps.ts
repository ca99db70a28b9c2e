import type { Call, Conversation } from '../wire/conversation.ts';
import { say, type Move } from '../wire/moves.ts';

/**
 * What to do next of some steps: the moves of the first step that have not been made, or whose program was killed. A move that
 * failed otherwise ends it.
 */
export function follow(steps: Move[][], { calls }: Pick<Conversation, 'calls'>): Move[] {
  for (const step of steps) {
    const left = step.filter((move) => {
      const call = callOf(move, calls);
      return !call || (wasKilled(call) && calls.filter(wasKilled).length < mostKilled);
    });
    if (left.length > 0) return left;
    const failed = step.map((move) => callOf(move, calls)).find((call) => call?.failed);
    if (failed) return [say(`${failed.name} failed, so I stop here:\n${failed.output}`)];
  }
  return [];
}

const mostKilled = 5;
const wasKilled = ({ failed, output }: Call): boolean => failed && /^Exit code (?:137|none)|SIGKILL|Killed/m.test(output);

/** The last use of a tool that fits a move. Clients add inputs of their own, such as `replace_all`. */
export function callOf(move: Move, calls: Call[]): Call | undefined {
  if (move.type === 'text') return undefined;
  return calls.findLast(
    ({ name, input }) => name === move.name && Object.entries(move.input).every(([key, value]) => input[key] === value),
  );
}

/** A file as it stands, from what Read printed with a number before each line. */
export const withoutNumbers = (output: string): string => output.replace(/^ *\d+(?:\t|→)/gm, '');
