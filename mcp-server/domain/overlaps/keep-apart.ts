import type { TaskKey } from '../../kernel/model.ts';
import { sayOverlap, type Overlap } from './forecast.ts';

/** A task that waits, for which other one, and why. */
export interface HeldBack {
  task: TaskKey;
  behind: TaskKey;
  because: string;
}

/** The risk above which tasks are kept apart: waiting costs the time of one task, a conflict that of a fix. */
export const mostRisk = 0.5;

/**
 * Of the tasks that may start, in their order, at most `most` that start now, and those that wait for one under way which they would
 * collide with. Nobody waits when nothing is under way, so a run never stands still for it.
 */
export function keepApart(
  ready: readonly TaskKey[],
  {
    underWay,
    overlaps,
    most = Number.POSITIVE_INFINITY,
  }: { underWay: readonly TaskKey[]; overlaps: readonly Overlap[]; most?: number },
): { start: TaskKey[]; held: HeldBack[] } {
  const start: TaskKey[] = [];
  const held: HeldBack[] = [];
  for (const task of ready) {
    if (start.length >= most) break;
    const clash = overlaps.find(
      ({ tasks, risk }) =>
        risk > mostRisk &&
        tasks.includes(task) &&
        [...underWay, ...start].some((other) => other !== task && tasks.includes(other)),
    );
    const behind = clash?.tasks.find((other) => other !== task);
    if (clash && behind) held.push({ task, behind, because: sayOverlap(clash) });
    else start.push(task);
  }
  return { start, held };
}
