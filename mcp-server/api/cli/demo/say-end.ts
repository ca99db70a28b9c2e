import { resultText } from '../say/outcome.ts';
import { totals } from '../say/totals.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { count } from '../terminal/units.ts';
import { lookText } from './last-words.ts';
import type { Played } from './wanted.ts';

/** Says how a demo ended: to a machine in one object, to people as a table, the lesson, the history and where to look. */
export function sayEnd(terminal: Terminal, { played, json, keep }: { played: Played; json: boolean; keep: boolean }): void {
  const { view, left } = played;
  const isKept = keep || played.outcome === 'notLanded';
  const whereText = `The journal, transcripts and outputs are in ${played.scene.state}`;
  if (json) {
    // The demo has no databases, so the line speaks of the four things that it makes.
    const { processes, ports, worktrees, branches } = left;
    const { tasks, merged, failed } = totals(view);
    if (played.outcome === 'notLanded') terminal.complain(whereText);
    const seconds = Math.round(((view.finishedAt ?? view.createdAt) - view.createdAt) / 100) / 10;
    return terminal.print(JSON.stringify({ tasks, merged, failed, seconds, left: { processes, ports, worktrees, branches } }));
  }
  const { paint } = terminal;
  const parts = [
    '',
    resultText(view, { events: played.events, columns: terminal.columns(), paint }),
    ...(played.lesson ? ['', paint('bold', 'The lesson, a commit of its own:'), played.lesson] : []),
    '',
    paint('bold', `The history of ${view.mergedBranch}:`),
    played.history,
    '',
    `Left behind: ${leftText(left)}.`,
    '',
    lookText(played.scene, { view, paint }),
    ...(isKept ? [whereText] : []),
  ];
  terminal.print(parts.join('\n'));
}

const leftText = ({ processes, ports, worktrees, branches }: Played['left']): string =>
  [
    count(processes, 'process', 'processes'),
    count(ports, 'port'),
    count(worktrees, 'worktree'),
    count(branches, 'temporary branch', 'temporary branches'),
  ].join(', ');
