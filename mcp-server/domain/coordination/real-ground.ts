import { launchSession } from '../sessions/launch-session.ts';
import { stopSession } from '../sessions/stop-session.ts';
import { waitSession } from '../sessions/wait-session.ts';
import { stageOf } from './stages/stage-of.ts';
import type { Ground } from './work/attempt.ts';

/** The world as it is: stages with git and worktrees, sessions that are processes. */
export const realGround: Ground = { stageOf, launchSession, waitSession, stopSession };
