import type { RunId, Stage, TaskKey } from '../../kernel/model.ts';

/** Which session a brief is for. */
export interface BriefFor {
  run: RunId;
  task: TaskKey;
  attempt: number;
}

/** The first line of every brief: it tells sessions, transcripts and tests apart. */
export const briefHeader = ({ run, task, attempt }: BriefFor, stage: Stage): string =>
  `fanout: run=${run} task=${task} stage=${stage} attempt=${attempt}`;
