import { statSync } from 'node:fs';
import { join } from 'node:path';
import { killTree } from '../../infra/process/kill-tree.ts';
import type { Clock } from '../../kernel/clock.ts';
import { sessionToken, type LaunchRecord } from './launch-record.ts';
import { readState } from './session-state.ts';

/** How long a session that is stopped may take to leave: the agent ends its own tools first and saves its conversation. */
export const stopGraceMs = 10_000;

/**
 * Ends every process of a session: its group, what carries its mark, and what stands in its worktree. Answers how many
 * survived, which is 0.
 */
export function endTree(
  clock: Clock,
  { record, directory, graceMs }: { record: LaunchRecord; directory: string; graceMs: number },
): Promise<number> {
  const state = readState(directory);
  return killTree(clock, {
    token: sessionToken(record.session),
    // The number of a dead shim's group may belong to somebody else by now.
    ...(state.kind === 'running' ? { group: state.shim.pid } : {}),
    // Whoever stands in the person's own checkout has nothing to do with us.
    ...(isLinkedWorktree(record.cwd) ? { directory: record.cwd } : {}),
    graceMs,
  });
}

function isLinkedWorktree(path: string): boolean {
  return statSync(join(path, '.git'), { throwIfNoEntry: false })?.isFile() === true;
}
