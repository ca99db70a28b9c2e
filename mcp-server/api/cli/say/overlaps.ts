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
  return apart.length + meet.length > 0 ? ['', ...apart, ...meet] : [];
}
