import type { TaskKey } from './model.ts';

/** Files in which a branch conflicts with that of another task, or with what has landed (null). */
export interface Collision {
  with: TaskKey | null;
  files: string[];
}
