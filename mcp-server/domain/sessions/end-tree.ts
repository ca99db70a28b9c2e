import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { removeCgroup } from '../../infra/process/cgroup.ts';
import { killTree } from '../../infra/process/kill-tree.ts';
import type { Clock } from '../../kernel/clock.ts';
import { sessionToken, type LaunchRecord } from './launch-record.ts';
import { sessionFiles } from './session-files.ts';
import { readState } from './session-state.ts';

/** How long a session that is stopped may take to leave: the agent ends its own tools first and saves its conversation. */
export const stopGraceMs = 10_000;

/**
 * Ends every process of a session: its control group where it has one, its process group, what carries its mark, and what
 * stands in its worktree. Answers how many survived, which is 0.
 */
export async function endTree(
  clock: Clock,
  { record, directory, graceMs }: { record: LaunchRecord; directory: string; graceMs: number },
): Promise<number> {
  const state = readState(directory);
  const cgroup = readCgroupOf(directory);
  const survivors = await killTree(clock, {
    ...(cgroup === null ? {} : { cgroup }),
    token: sessionToken(record.session),
    // The number of a dead shim's group may belong to somebody else by now.
    ...(state.kind === 'running' ? { group: state.shim.pid } : {}),
    // Whoever stands in the person's own checkout has nothing to do with us.
    ...(isLinkedWorktree(record.cwd) ? { directory: record.cwd } : {}),
    graceMs,
  });
  if (cgroup !== null) removeCgroup(cgroup);
  return survivors;
}

/** Where the control group of a session is, as its launch wrote it down. */
function readCgroupOf(directory: string): string | null {
  const path = sessionFiles(directory).cgroup;
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function isLinkedWorktree(path: string): boolean {
  return statSync(join(path, '.git'), { throwIfNoEntry: false })?.isFile() === true;
}
