import { join } from 'node:path';
import { readDiff } from '../../../infra/git/diff.ts';
import { readLog } from '../../../infra/git/log.ts';
import type { Commit, Evidence, Finding } from '../../../kernel/model.ts';
import { changedFiles } from '../../lessons/changed-files.ts';
import { findTroubles, type Trouble } from '../../lessons/find-troubles.ts';
import { replayOnCommits } from '../../lessons/replay-on-commits.ts';
import { hungCommand } from '../../sessions/hung-command.ts';
import type { TaskState } from '../../tasks/task-state.ts';
import { readTail } from '../../verification/read-tail.ts';
import { recordTask, type Attempt } from '../work/attempt.ts';
import { taskDirectory } from '../work/directories.ts';
import { gatesOf } from '../work/gates-of.ts';
import { readTaskEvents } from '../work/task-events.ts';
import { workspaceOf } from './workspace-of.ts';
import { isAnswered } from './is-answered.ts';

// Each costs two checkouts and a session. What came last is nearest to what was merged.
const mostTroubles = 3;
// A session is watched for much longer before it is ended; a command that needs this long is what held it up.
const hungMs = 60_000;

/**
 * Replays what held the task up (gates that were red, merges that were refused, commands that a session hung on) before and
 * after it was mended. What fails there and passes here is a proven fault like one of a review; all else teaches nothing.
 */
export async function proveTroubles(attempt: Attempt, state: TaskState): Promise<void> {
  const { infra, run, task, signal } = attempt;
  const wanted = findTroubles(readTaskEvents(infra, { run: run.run, task: task.key }), task.key)
    .filter(({ source }) => run.config.lessonSources.includes(source as 'gate'))
    .slice(-mostTroubles);
  for (const trouble of wanted) {
    if (signal.aborted) return;
    if (state.proven.some(({ finding }) => finding.id === trouble.id) || isAnswered(attempt, trouble.id)) continue;
    const shown = await show(attempt, state, trouble);
    if (signal.aborted) return;
    if (shown) recordTask(attempt, { kind: 'finding-proven', source: trouble.source, fixedAt: trouble.fixedAt, ...shown });
    else recordTask(attempt, { kind: 'lesson-declined', finding: trouble.id, problems: ['a replay did not show it'] });
  }
}

async function show(
  attempt: Attempt,
  state: TaskState,
  trouble: Trouble,
): Promise<{ finding: Finding; brokenAt: Commit } | null> {
  const { infra, run, task, signal } = attempt;
  const { repository, config } = run;
  const { fixedAt, id } = trouble;
  const brokenAt = await brokenCommit(attempt, trouble);
  const command = commandOf(attempt, trouble);
  if (brokenAt === null || command === null || brokenAt === fixedAt) return null;
  const evidence: Evidence = { files: [], command };
  const diff = await readDiff({ repository, base: brokenAt, commit: fixedAt });
  const [file] = diff.ok ? changedFiles(diff.value) : [];
  if (file === undefined) return null;
  const isHangFault = trouble.source === 'watchdog';
  const failedOn = await replayOnCommits(infra, {
    repository,
    config,
    evidence,
    trials: [
      { on: 'broken', commit: brokenAt, wanted: 'reproduced' },
      { on: 'fixed', commit: fixedAt, wanted: 'not-reproduced' },
    ],
    isHangFault,
    timeoutMs: isHangFault ? hungMs : config.checkMinutes * 60_000,
    path: `${workspaceOf(state).path}.lesson`,
    environment: { FANOUT_RUN: run.run, FANOUT_TASK: task.key },
    outputDirectory: join(taskDirectory(infra, attempt), `trouble-${id}`),
    signal,
  });
  if (!failedOn.ok || failedOn.value !== null) {
    infra.log.warn({ task: task.key, trouble, failedOn }, 'what held a task up could not be shown again');
    return null;
  }
  const { title, what } = say(trouble, command);
  return { finding: { id, severity: 'major', title, file, line: 1, what, evidence, status: 'reproduced' }, brokenAt };
}

/** The commit that was broken. A combined tree is the merge commit that the builder was given to mend. */
async function brokenCommit({ run: { repository } }: Attempt, trouble: Trouble): Promise<Commit | null> {
  if ('brokenAt' in trouble) return trouble.brokenAt;
  const log = await readLog({ repository, from: trouble.reviewed, to: trouble.fixedAt, firstParent: true });
  if (!log.ok) return null;
  return log.value.find(({ parents: [first, second] }) => first === trouble.reviewed && second !== undefined)?.commit ?? null;
}

/** What shows the trouble: a gate, git itself, or the command that a session hung on where it is no more than a gate with words. */
function commandOf(attempt: Attempt, trouble: Trouble): string | null {
  if (trouble.source === 'gate') return trouble.command;
  if (trouble.source === 'merge') return trouble.command ?? `git merge-tree --write-tree HEAD ${trouble.onto}`;
  const command = hungCommand(trouble.directory);
  const gate = gatesOf(attempt).find((one) => command === one || command?.startsWith(`${one} `));
  // Another program, or a second one behind it, is nothing that anybody allowed us to run.
  return command !== null && gate !== undefined && /^[\w\s./:=@,+-]*$/.test(command.slice(gate.length)) ? command : null;
}

function say(trouble: Trouble, command: string): { title: string; what: string } {
  switch (trouble.source) {
    case 'gate':
      return { title: `The gate ${command} failed`, what: readTail(trouble.outputPath) };
    case 'merge':
      return trouble.command === null
        ? { title: 'Two tasks changed the same lines', what: `Both changed ${trouble.files.join(', ')}.` }
        : { title: `${command} failed on the combined tree`, what: readTail(trouble.outputPath) };
    case 'watchdog':
      return { title: `A session got no further with ${command}`, what: trouble.failure.reason };
  }
}
