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
  return [`${count(pulls.length, 'pull request')}:`, ...pullLines(pulls), ...redLines(pulls)].join('\n');
}

/** Pull requests with what their checks say. */
export const pullsText = (pulls: readonly WatchedPull[]): string => [...pullLines(pulls), ...redLines(pulls)].join('\n');

/** What `status` says of a delivery; nothing where there was none. */
export function deliveryLines(delivery: Delivery | null): string[] {
  if (!delivery) return [];
  const said = delivery.failure ? ['', `Not delivered: ${failureText(delivery.failure)}`] : [];
  const { pulls } = delivery;
  return [...(pulls.length > 0 ? ['', ...pullLines(pulls), ...redLines(pulls)] : []), ...said];
}

const pullLines = (pulls: readonly Pull[]): string[] =>
  drawTable({
    rows: pulls.map((pull) => [`#${pull.number}`, pull.of, stateOf(pull), `into ${pull.base}`, sanitiseLine(pull.url)]),
    columns: null,
    overflow: 'cut',
    paint: (_, text) => text,
  });

const stateOf = ({ state, checks }: Pull): string =>
  state === 'open' && checks !== undefined ? `open, checks: ${checks}` : state;

/** Which checks are red, and what a person can do about it. */
function redLines(pulls: readonly Pull[]): string[] {
  return pulls
    .filter(({ state, checks }) => state === 'open' && checks === 'failed')
    .flatMap(({ number, branch, commit, red = [] }) => [
      ...red.map(({ name, url }) => `Red in #${number}: ${sanitiseLine(name)}${url === '' ? '' : ` (${sanitiseLine(url)})`}`),
      `Push what mends it to ${branch}, or fan out a task for it with --base ${short(commit)}. fanout deliver --watch looks again.`,
    ]);
}
