import type { TaskView } from '../../../domain/coordination/work/view.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';

/** Which tasks wait so that they do not collide, and which do collide while they are worked on, each with the reason. */
export function overlapLines(tasks: readonly TaskView[]): string[] {
  const apart = tasks.flatMap(({ key, phase, keptApart }) =>
    phase === 'waiting' && keptApart ? [`${key} waits for ${keptApart.behind}: ${sanitiseLine(keptApart.because)}`] : [],
  );
  const meet = tasks.flatMap(({ key, collisions }) =>
    collisions.map(
      ({ with: other, files }) => `${key} conflicts with ${other ?? 'what landed'} in ${sanitiseLine(files.join(', '))}.`,
    ),
  );
  const lines = [...apart, ...meet, ...numberLines(tasks)];
  return lines.length > 0 ? ['', ...lines] : [];
}

/** Which tasks took the same migration numbers: each pair once, with the files of both. */
export const numberLines = (tasks: readonly TaskView[]): string[] =>
  tasks.flatMap(({ key, clashes }, at) =>
    clashes
      .filter(({ with: other }) => !tasks.slice(0, at).some((earlier) => earlier.key === other && isToldOf(earlier, key)))
      .map(
        ({ with: other, files, theirs }) =>
          `${key} and ${other} took the same migration number (${sanitiseLine([...files, ...theirs].join(', '))}): the one that merges later gets the next free one.`,
      ),
  );

const isToldOf = ({ clashes }: TaskView, key: string): boolean => clashes.some((clash) => clash.with === key);
