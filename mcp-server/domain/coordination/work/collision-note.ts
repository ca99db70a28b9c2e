import type { Collision } from '../../../kernel/collision.ts';
import { fence } from '../../reviews/fence.ts';

/** What a builder is told of branches that collide with its own; empty without any. */
export function collisionNote(collisions: readonly Collision[]): string {
  if (collisions.length === 0) return '';
  const each = collisions.map(({ with: other, files }) => {
    const who =
      other === null ? 'What other tasks merged since you began' : `Task ${other}, which will probably land before yours,`;
    return `${who} changes the same lines as your branch:\n\n${fence(files.join('\n'), 'files')}`;
  });
  return `# Others change the same lines\n\n${each.join('\n\n')}\n\nThey are merged together later; nothing of theirs is in your branch yet. Keep what you change in these files as small as it can be, neither copy nor undo theirs, and go on with your task.`;
}
