import type { Recorded } from '../../kernel/event.ts';
import type { Failure } from '../../kernel/failure.ts';
import { digest } from '../../kernel/id.ts';
import type { Commit, SessionId, TaskKey } from '../../kernel/model.ts';
import { lessonGate } from './render-check.ts';

/** Something that held a task up and then was gone, as the journal tells it. Nothing of it is shown until it was replayed. */
export type Trouble = { id: string; fixedAt: Commit } & (
  | { source: 'gate'; command: string; outputPath: string; brokenAt: Commit }
  /** Gates that failed on the combined tree: which commit that is only git knows. */
  | { source: 'merge'; command: string; outputPath: string; reviewed: Commit }
  /** Others had changed the same lines. */
  | { source: 'merge'; command: null; files: string[]; onto: Commit; brokenAt: Commit }
  | { source: 'watchdog'; session: SessionId; directory: string; failure: Failure; brokenAt: Commit }
);

type Open = Trouble extends infer T ? (T extends Trouble ? Omit<T, 'fixedAt' | 'id'> : never) : never;

const ofWatchdogs = new Set(['session-looping', 'session-stuck', 'session-silent']);

/**
 * What held the present attempt at a task up and was gone when the task was merged: gates that were red and are green, merges
 * that were refused and landed, sessions that a watchdog ended. Oldest first. The checks of lessons are left out: a red one has
 * a lesson already.
 */
export function findTroubles(events: readonly Recorded[], task: TaskKey): Trouble[] {
  const found: Trouble[] = [];
  let red = new Map<string, Open>();
  let open: Open[] = [];
  let commit: Commit | null = null;
  let onto: Commit | null = null;
  const directories = new Map<SessionId, string>();
  for (const event of events) {
    if (event.task !== task) continue;
    switch (event.kind) {
      case 'task-started':
        [red, open, commit, found.length] = [new Map(), [], null, 0];
        break;
      case 'workspace-ready':
        commit = event.workspace.base;
        break;
      case 'build-finished':
        commit = event.commit;
        break;
      case 'session-launching':
        directories.set(event.session, event.directory);
        break;
      case 'session-ended':
        if (event.failure && ofWatchdogs.has(event.failure.reason) && commit)
          open.push(bitten(event.session, { directory: directories.get(event.session), failure: event.failure, commit }));
        break;
      case 'checks-finished': {
        const { commit: at, gates } = event.report;
        for (const { command, exitCode, outputPath } of gates.filter(({ command }) => command !== lessonGate)) {
          const before = red.get(command);
          if (exitCode !== 0) red.set(command, { source: 'gate', command, outputPath, brokenAt: at });
          else if (before) found.push(named(before, at));
          if (exitCode === 0) red.delete(command);
        }
        break;
      }
      case 'merge-wanted':
        ({ commit, onto } = event);
        break;
      case 'merge-refused':
        if (commit && onto) open.push(...refused(event.failure, { commit, onto }));
        break;
      case 'merged':
        if (commit) found.push(...open.map((one) => named(one, commit as Commit)));
        open = [];
        break;
      default:
        break;
    }
  }
  return found;
}

const bitten = (
  session: SessionId,
  { directory = '', failure, commit }: { directory: string | undefined; failure: Failure; commit: Commit },
): Open => ({ source: 'watchdog', session, directory, failure, brokenAt: commit });

function refused(failure: Failure, { commit, onto }: { commit: Commit; onto: Commit }): Open[] {
  if (failure.reason === 'merge-conflict')
    return [{ source: 'merge', command: null, files: failure.files, onto, brokenAt: commit }];
  if (failure.reason !== 'checks-failed') return [];
  return failure.red
    .filter(({ command }) => command !== lessonGate)
    .map(({ command, outputPath }): Open => ({ source: 'merge', command, outputPath, reviewed: commit }));
}

const named = (open: Open, fixedAt: Commit): Trouble => {
  const what = 'command' in open ? open.command : open.session;
  const at = 'brokenAt' in open ? open.brokenAt : open.reviewed;
  return { ...open, fixedAt, id: digest(`${open.source}\n${what}\n${at}`) };
};
