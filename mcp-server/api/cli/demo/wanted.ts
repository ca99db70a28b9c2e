import type { Leftovers } from '../../../domain/coordination/leftovers.ts';
import type { RunView } from '../../../domain/coordination/work/view.ts';
import type { Recorded } from '../../../kernel/event.ts';
import type { Outcome } from '../terminal/exit-codes.ts';
import type { Scene } from './scene.ts';

/** What a demo may be told. */
export interface Wanted {
  slots?: number | undefined;
  live: boolean;
  yes: boolean;
  keep: boolean;
  json: boolean;
}

/** What a demo came to. */
export interface Played {
  scene: Scene;
  view: RunView;
  events: Recorded[];
  history: string;
  lesson: string;
  left: Leftovers;
  outcome: Outcome;
}
