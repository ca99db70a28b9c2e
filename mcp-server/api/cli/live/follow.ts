import { createLogUpdate } from 'log-update';
import type { RunId } from '../../../kernel/model.ts';
import type { Infra } from '../../../infra/infra.ts';
import { followRun } from '../../../domain/coordination/follow-run.ts';
import type { RunView } from '../../../domain/coordination/work/view.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { changeJson, changeLine, changes, type Change } from './changes.ts';
import { drawFrame } from './frame.ts';
import { LastLines } from './last-lines.ts';

interface Following {
  run: RunId;
  terminal: Terminal;
  json: boolean;
  /** Ends the following, never the run. */
  signal: AbortSignal;
}

// Four pictures a second look alive and cost nothing.
const frameEveryMs = 250;

/**
 * Shows a run until it ends or the signal aborts: as a picture that is drawn over where the terminal can, otherwise one line
 * per change, for people or as JSON. Returns the last view.
 */
export const follow = (infra: Infra, following: Following): Promise<RunView | null> =>
  following.terminal.mayMove && !following.json ? drawRun(infra, following) : printRun(infra, following);

async function printRun(infra: Infra, { run, terminal, json, signal }: Following): Promise<RunView | null> {
  const say = (change: Change) => terminal.print(json ? JSON.stringify(changeJson(change)) : changeLine(change));
  let last: RunView | null = null;
  for await (const view of followRun(infra, { run, signal })) {
    changes(last, view).forEach(say);
    last = view;
  }
  return last;
}

async function drawRun(infra: Infra, { run, terminal, signal }: Following): Promise<RunView | null> {
  const picture = createLogUpdate(terminal.stdout);
  const words = new LastLines();
  let last: RunView | null = null;
  const draw = () => {
    if (!last) return;
    const size = { columns: terminal.columns() ?? 80, rows: terminal.rows() };
    picture(
      drawFrame({ view: last, lastLines: words.read(last), now: infra.clock.now(), ...size, paint: terminal.paint }).join('\n'),
    );
  };
  const timer = setInterval(draw, frameEveryMs);
  try {
    for await (const view of followRun(infra, { run, signal })) last = view;
    draw();
  } finally {
    clearInterval(timer);
    picture.done();
  }
  return last;
}
