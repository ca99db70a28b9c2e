import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFenceProven, sessionSettings } from '../../mcp-server/domain/sessions/agents/session-settings.ts';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import { claudeEnvironment, claudeProgram } from '../support/claude.ts';
import { say as sayText, serveScript, use } from '../support/scripted-model.ts';
import type { Bench } from './bench.ts';
import { median } from './median.ts';

const goalMs = 10;
const calls = 40;
const pairs = 4;
// The first calls of a session also load what the client needs for writing at all.
const warmUp = 5;

/** What the fence adds to a tool call: sessions of the real Claude Code that write files, with it and without, turn by turn. */
export const fence: Bench = {
  name: 'fence',
  says: `milliseconds that the fence adds to a write in the real Claude Code, over sessions of ${calls} writes`,
  run: async ({ say, size = pairs }) => {
    const [bare, fenced]: [number[], number[]] = [[], []];
    // The first pair is not counted: the client makes its home and the machine reads its program.
    for (let pair = 0; pair <= size; pair += 1) {
      const [without, behind] = [await writeMany({ isFenced: false }), await writeMany({ isFenced: true })];
      if (pair === 0) continue;
      bare.push(...without);
      fenced.push(...behind);
    }
    const [bareMs, fencedMs] = [median(bare), median(fenced)];
    const addedMs = fencedMs - bareMs;
    say(
      `a write takes ${fencedMs.toFixed(1)} ms behind the fence and ${bareMs.toFixed(1)} ms without, medians of ${bare.length}`,
    );
    // What a machine that does other things too takes least away from.
    const addedAtBestMs = quick(fenced) - quick(bare);
    say(`the fence adds ${addedMs.toFixed(1)} ms (${addedAtBestMs.toFixed(1)} at the tenth percentiles); goal ${goalMs}`);
    return {
      cases: [{ name: 'milliseconds added to a write', ratio: addedMs, goal: goalMs }],
      figures: { addedMs, addedAtBestMs, bareMs, fencedMs, calls: bare.length },
    };
  },
};

const quick = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 10)] ?? 0;

/** Lets a session write files one by one, and answers the milliseconds from one question to the model to the next. */
async function writeMany({ isFenced }: { isFenced: boolean }): Promise<number[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fanout-bench-')));
  const [worktree, directory] = [join(folder, 'worktree'), join(folder, 'session')];
  mkdirSync(worktree);
  const arrivals: number[] = [];
  const model = await serveScript(({ tools, results }) => {
    // A question without tools is for a title of the session.
    if (tools.length === 0) return [sayText('writing')];
    arrivals.push(performance.now());
    if (results === calls) return [sayText('done')];
    return [use('Write', { file_path: join(worktree, `${results}.txt`), content: 'x\n' })];
  });
  try {
    const settings = isFenced ? await sessionSettings({ directory, writable: [worktree], due: null }) : {};
    const done = await exec({
      command: claudeProgram,
      args: [
        ...['-p', 'go', '--output-format', 'json', '--setting-sources', 'project', '--strict-mcp-config'],
        ...['--settings', JSON.stringify(settings), '--permission-mode', 'acceptEdits', '--allowedTools', 'Write'],
      ],
      cwd: worktree,
      environment: claudeEnvironment({ folder, url: model.url }),
      timeoutMs: 300_000,
    });
    if (done.exitCode !== 0 || arrivals.length !== calls + 1 || isFenceProven(directory) !== isFenced)
      throw new Error(`${arrivals.length} questions\n${done.stdout}${done.stderr}`);
    return arrivals
      .slice(1)
      .map((at, call) => at - (arrivals[call] ?? at))
      .slice(warmUp);
  } finally {
    await model.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
