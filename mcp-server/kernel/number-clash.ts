import type { TaskKey } from './model.ts';

/** Migrations of a task whose numbers another task under way took too: its own files, and those of the other. */
export interface NumberClash {
  with: TaskKey;
  files: string[];
  theirs: string[];
}
