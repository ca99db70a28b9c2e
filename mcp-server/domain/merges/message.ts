import type { Commit, RunId, TaskKey } from '../../kernel/model.ts';
import { showHidden } from '../reviews/hidden-characters.ts';

/** What a merge commit says: which task of which run it merges, and which reviewed commit. */
export interface MergeNote {
  run: RunId;
  task: TaskKey;
  title: string;
  reviewed: Commit;
}

/** The message of a merge commit. Its trailers are how a landed merge is known again. */
export const mergeMessage = ({ run, task, title, reviewed }: MergeNote): string =>
  `Merge ${task}: ${oneLine(title)}\n\nFanout-Run: ${run}\nFanout-Task: ${task}\nFanout-Reviewed: ${reviewed}\n`;

/** Whether the trailers of a commit say that it is this merge. */
export const isMergeOf = (trailers: Record<string, string>, { run, task, reviewed }: Omit<MergeNote, 'title'>): boolean =>
  trailers['Fanout-Run'] === run && trailers['Fanout-Task'] === task && trailers['Fanout-Reviewed'] === reviewed;

// A title of several lines could pose as trailers.
const oneLine = (title: string): string => showHidden(title.replace(/\s+/g, ' ').trim()).slice(0, 100);
