import type { WatchedPull } from '../../../domain/coordination/watch-pulls.ts';
import type { Delivery } from '../../../domain/tasks/delivery.ts';
import type { Pull } from '../../../kernel/pull.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';
import { drawTable } from '../terminal/table.ts';
import { count, short } from '../terminal/units.ts';
import { failureText } from './failure.ts';

/** What a delivery came to, for people. */
export function deliveryText({ as, commit, pulls, pushed }: Delivery, { mergedBranch }: { mergedBranch: string }): string {
  if (as === 'target') return `Your branch is at ${short(commit)}, which is ${mergedBranch}.`;
  if (as === 'branch') return `${mergedBranch} is pushed at ${short(pushed[mergedBranch] ?? commit)}.`;
  return [`${count(pulls.length, 'pull request')}:`, ...pullLines(pulls, ({ state }) => state)].join('\n');
}

/** Pull requests with what their checks say. */
export const pullsText = (pulls: readonly WatchedPull[]): string =>
  pullLines(pulls, ({ state, checks }) => (state === 'open' ? `open, checks: ${checks}` : state)).join('\n');

/** What `status` says of a delivery; nothing where there was none. */
export function deliveryLines(delivery: Delivery | null): string[] {
  if (!delivery) return [];
  const said = delivery.failure ? ['', `Not delivered: ${failureText(delivery.failure)}`] : [];
  return [...(delivery.pulls.length > 0 ? ['', ...pullLines(delivery.pulls, ({ state }) => state)] : []), ...said];
}

const pullLines = <P extends Pull>(pulls: readonly P[], state: (pull: P) => string): string[] =>
  drawTable({
    rows: pulls.map((pull) => [`#${pull.number}`, pull.of, state(pull), `into ${pull.base}`, sanitiseLine(pull.url)]),
    columns: null,
    overflow: 'cut',
    paint: (_, text) => text,
  });
