import type { TaskView } from '../../../domain/coordination/work/view.ts';
import type { Phase } from '../../../kernel/model.ts';
import type { Format } from '../terminal/terminal.ts';

interface Look {
  glyph: string;
  format: Format;
  /** Whether something is being done for the task right now. */
  isActive: boolean;
}

const active: Look = { glyph: '●', format: 'cyan', isActive: true };

/** How each phase looks. Colour only repeats what glyph and word say. */
export const looks: Record<Phase, Look> = {
  waiting: { glyph: '·', format: 'dim', isActive: false },
  preparing: active,
  planning: active,
  building: active,
  checking: active,
  reviewing: active,
  fixing: active,
  merging: active,
  learning: active,
  done: { glyph: '✓', format: 'green', isActive: false },
  blocked: { glyph: '!', format: 'yellow', isActive: false },
  held: { glyph: '◆', format: 'yellow', isActive: false },
  parked: { glyph: '‖', format: 'yellow', isActive: false },
  failed: { glyph: '✗', format: 'red', isActive: false },
  cancelled: { glyph: '–', format: 'dim', isActive: false },
};

/** Whether a task is in a phase that only a person or nobody leads out of. */
export const hasEnded = (phase: Phase): boolean => ['done', 'blocked', 'failed', 'cancelled'].includes(phase);

/** A phase with what it repeats: `building`, `fixing round 2`, `planning attempt 2`. */
export function phaseWords({ phase, attempt, round }: Pick<TaskView, 'phase' | 'attempt' | 'round'>): string {
  const again = looks[phase].isActive && attempt > 1 ? ` attempt ${attempt}` : '';
  return phase === 'fixing' ? `fixing round ${round}${again}` : `${phase}${again}`;
}
