import type { Infra } from '../../infra/infra.ts';
import { isFenceProven } from './agents/session-settings.ts';
import type { LaunchRecord } from './launch-record.ts';
import { badHabit, type BadHabit } from './bad-habit.ts';
import { ProgressCheck } from './progress-check.ts';
import { LifeCheck } from './life-check.ts';
import { readJson, writeWhole } from './record-files.ts';
import { sessionFiles } from './session-files.ts';
import { endInput } from './session-input.ts';
import { readState } from './session-state.ts';
import type { FileTail } from './stream/file-tail.ts';
import { asFields, asNumber } from './stream/fields.ts';
import type { SessionDigest } from './stream/session-digest.ts';
import { Watchdog, type Bite } from './watchdog.ts';

/** A session that is being followed. */
export interface Followed {
  record: LaunchRecord;
  directory: string;
  /** What it printed so far; fed by `tail`. */
  digest: SessionDigest;
  tail: FileTail;
  signal: AbortSignal | undefined;
}

/** Why the following came to an end. */
export type FollowEnd =
  | { why: 'ended' }
  | { why: 'called-off' }
  | { why: 'unfenced' | 'lingering' | Bite | BadHabit; ranMs: number };

// An answer is noticed after half of this on average; a look costs one open file.
const lookEveryMs = 50;
// A turn has ended and the agent says nothing: what it did not acknowledge by now, it will not take up.
const quietMs = 10_000;
// It has answered and was told to leave; what it still has to save takes seconds.
const lingerMs = 30_000;
const keepWatchEveryMs = 10_000;

/** Follows a session until it has ended, must be ended, or nobody waits any more. Ends its input after the final answer. */
export async function followSession({ clock }: Infra, { record, directory, digest, tail, signal }: Followed): Promise<FollowEnd> {
  const files = sessionFiles(directory);
  const keptMs = asNumber(asFields(readJson(files.watch))['ranMs']);
  const limits = { idleMs: record.idleMs, minutes: record.allowance.minutes };
  const watchdog = new Watchdog({ ...limits, ranMs: keptMs, elapsedMs: clock.elapsed() });
  const life = new LifeCheck(clock, directory);
  const progress = new ProgressCheck(clock, record);
  let keepAtMs = keptMs + keepWatchEveryMs;
  let spokeMs = clock.elapsed();
  let hasLeft = false;
  while (signal?.aborted !== true) {
    // Life first, output second: whatever a session printed before its end is then read.
    const lives = life.look();
    const hasSpoken = tail.read();
    if (!lives) return { why: 'ended' };
    if (hasSpoken) spokeMs = clock.elapsed();
    if (digest.isResting && !hasLeft) {
      const isQuiet = clock.elapsed() - spokeMs > quietMs;
      hasLeft = await endInput(clock, { directory, isTaken: (id) => isQuiet || digest.taken.has(id) });
      if (hasLeft) letLeave(directory);
    }
    if (isUnfenced({ record, directory, digest })) return { why: 'unfenced', ranMs: watchdog.ranMs };
    const lingers = hasLeft && digest.isResting && clock.elapsed() - spokeMs > Math.min(lingerMs, record.idleMs);
    if (lingers) return { why: 'lingering', ranMs: watchdog.ranMs };
    const bite = watchdog.look({ elapsedMs: clock.elapsed(), hasSpoken }) ?? badHabit(record, digest) ?? (await progress.look());
    if (bite !== null) return { why: bite, ranMs: watchdog.ranMs };
    if (watchdog.ranMs >= keepAtMs) {
      keepAtMs = watchdog.ranMs + keepWatchEveryMs;
      writeWhole(files.watch, `${JSON.stringify({ ranMs: watchdog.ranMs })}\n`);
    }
    await clock.sleep(lookEveryMs, signal);
  }
  return { why: 'called-off' };
}

/** Whether Claude Code has begun without running the canary of the fence: it would write where it likes. */
const isUnfenced = ({ record, directory, digest }: Pick<Followed, 'record' | 'directory' | 'digest'>): boolean =>
  record.agent.name === 'claude' && digest.hasBegun && !isFenceProven(directory);

/** Tells the shim that nothing more will be said, so that the agent reads the end of its input and leaves. */
function letLeave(directory: string): void {
  const state = readState(directory);
  if (state.kind !== 'running') return;
  try {
    process.kill(state.shim.pid, 'SIGUSR1');
  } catch {
    // It left by itself in between.
  }
}
