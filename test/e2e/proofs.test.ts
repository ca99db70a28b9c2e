import { afterEach, expect, test } from 'vitest';
import { ensureSupervisor, hasSupervisor } from '../../mcp-server/domain/coordination/ensure-supervisor.ts';
import { leftovers } from '../../mcp-server/domain/coordination/leftovers.ts';
import { lessonsHere, statsHere } from '../../mcp-server/domain/coordination/lessons-here.ts';
import { planProof } from '../../mcp-server/domain/coordination/prove-lesson.ts';
import { readProof } from '../../mcp-server/domain/coordination/read-proof.ts';
import { cancelRun } from '../../mcp-server/domain/coordination/steer-run.ts';
import { listRuns, readEvents } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import type { LessonRecord } from '../../mcp-server/domain/lessons/lesson-book.ts';
import { mergedBranch } from '../../mcp-server/kernel/names.ts';
import type { Config } from '../../mcp-server/kernel/config.ts';
import type { RunId } from '../../mcp-server/kernel/model.ts';
import type { Proof } from '../../mcp-server/kernel/proof.ts';
import { findClaude } from '../../mcp-server/domain/sessions/agents/find-claude.ts';
import { claudeProgram } from '../support/claude.ts';
import { playMeetings, seedMeetings } from '../bench/lesson-families.ts';
import { mainFile } from '../support/run-fanout.ts';
import { makeFleet, type Fleet } from '../support/fleet.ts';
import { seeded } from '../support/random.ts';
import { makeGraph } from '../support/submitted.ts';
import { until } from '../support/until.ts';
import { valueOf } from '../support/value-of.ts';

let fleet: Fleet;
afterEach(async () => {
  expect(await fleet.dispose()).toBe(0);
});

/** `fanout lessons`, as a person's shell runs it. */
const fanout = (args: string[]) =>
  exec({
    command: process.execPath,
    args: [mainFile, 'lessons', ...args],
    cwd: fleet.sample.path,
    // The supervisor that it starts hands the scripted model's address on.
    environment: { ...(fleet.infra.environment as Record<string, string>), FANOUT_HOME: fleet.infra.home },
    timeoutMs: 400_000,
  });

/** Has one family of faults learnt by a run of two tasks: the first errs, the second was told. */
async function learn(config: Partial<Config> = {}): Promise<{ run: RunId; becomeRight(): void }> {
  const meetings = seedMeetings(seeded(7), { families: 1, tasks: 2 });
  const truth = { erred: new Set<string>() };
  let isRight = false;
  fleet = await makeFleet({ decide: (question) => playMeetings(meetings, { heeds: true, isRight, truth })(question) });
  const run = await fleet.submit(makeGraph('t01', 't02: t01'), { checks: ['test -d src'], ...config });
  await fleet.finish(run);
  expect([...truth.erred]).toEqual(['t01']);
  return { run, becomeRight: () => (isRight = true) };
}

async function read(run: RunId): Promise<LessonRecord> {
  const { book } = await here(run);
  const [lesson] = book.values();
  if (!lesson) throw new Error('Nothing was learnt');
  return lesson;
}

const here = async (run: RunId) => valueOf(await lessonsHere({ from: fleet.sample.path, on: mergedBranch(run) }));

async function begin(run: RunId, asks: Proof['asks'], usd?: number): Promise<RunId> {
  const planned = valueOf(await planProof(fleet.infra, await here(run), { lesson: (await read(run)).id, asks, usd }));
  const proof = planned.submit();
  // Said twice, it is done once.
  expect(planned.submit()).toBe(proof);
  valueOf(await ensureSupervisor(fleet.infra));
  return proof;
}

const prove = async (run: RunId, asks: Proof['asks'], usd?: number) => end(await begin(run, asks, usd));

async function end(proof: RunId) {
  const view = await fleet.finish(proof, 400_000);
  expect(await leftovers(fleet.infra, { run: proof })).toEqual({
    processes: 0,
    ports: 0,
    worktrees: 0,
    branches: 0,
    databases: 0,
  });
  const sessions = view.tasks.reduce((sum, task) => sum + task.sessions.length, 0);
  return { ...readProof(fleet.infra, proof), sessions };
}

test(
  'a lesson that helps is shown to help, and is no longer needed by a builder that has become better',
  { timeout: 600_000 },
  async () => {
    const { run, becomeRight } = await learn({ lessonProofs: { when: 'auto', usd: 20, tries: 3 } });
    const [proof, ...others] = listRuns(fleet.infra).flatMap((view) => (view.run === run ? [] : [view.run]));
    if (!proof) throw new Error('Nothing was submitted');
    expect(others).toEqual([]);
    expect(await end(proof)).toMatchObject({
      verdict: 'helps',
      because: 'the fault came in 3 of 3 tries without it and in 0 of 3 with it; other work was unharmed',
      failure: null,
      sessions: 7,
    });
    expect(await read(run)).toMatchObject({ state: 'active', compared: { verdict: 'helps' } });
    becomeRight();
    const { id } = await read(run);
    const ablated = await fanout(['ablate', id, '--on', mergedBranch(run), '--yes', '--json']);
    expect(JSON.parse(ablated.stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ verdict: 'not-needed', failure: null });
    const { stdout: why } = await fanout(['why', id, '--on', mergedBranch(run)]);
    for (const line of [
      'compared, helps: the fault came in 3 of 3 ',
      'moved to active by replay: ',
      'compared, not-needed: ',
      'moved to retired by replay: ',
    ])
      expect(why).toContain(line);
    // A lesson that is not in use is told to nobody.
    expect((await fanout(['prove', id, '--on', mergedBranch(run), '--yes'])).stderr).toContain(
      'cannot be tried out. It is retired',
    );
    expect(await read(run)).toMatchObject({ state: 'retired' });
    const tree = fleet.sample.git(['ls-tree', '-r', '--name-only', mergedBranch(run)]);
    expect(tree).not.toContain('.claude/rules/fanout');
  },
);

test(
  'in the real Claude Code the fault comes without the lesson and not with it, also when the supervisor is killed in between',
  { timeout: 600_000 },
  async () => {
    const { run } = await learn();
    const { loads, tokensPerSession, before, after } = await statsHere(fleet.infra, await here(run));
    // Plan, build and review of the second task.
    expect(Object.values(loads)).toEqual([3]);
    expect(tokensPerSession.brief).toBeGreaterThan(20);
    expect([before, after]).toMatchObject([
      { times: 1, tasks: 1 },
      { times: 0, tasks: 1 },
    ]);
    const claude = valueOf(await findClaude({}, claudeProgram));
    const { id } = await read(run);
    const planned = valueOf(await planProof(fleet.infra, await here(run), { lesson: id, asks: 'prove', agent: claude }));
    const proof = planned.submit();
    valueOf(await ensureSupervisor(fleet.infra));
    const outcomes = () =>
      readEvents(fleet.infra, { run: proof, after: 0 }).flatMap((event) => (event.kind === 'trial-ended' ? [event.outcome] : []));
    await until(() => outcomes().length === 1, { patienceMs: 200_000, what: 'the first trial to end' });
    const [supervisor] = fleet.supervisors();
    if (supervisor === undefined) throw new Error('No supervisor lives');
    process.kill(supervisor, 'SIGKILL');
    await until(() => !hasSupervisor(fleet.infra), { what: 'the supervisor to be dead' });
    valueOf(await ensureSupervisor(fleet.infra));
    await until(() => outcomes().length === 2, { patienceMs: 200_000, what: 'two trials to end' });
    // What is called off shows nothing.
    valueOf(cancelRun(fleet.infra, { run: proof }));
    expect(outcomes()).toEqual(['fault', 'good']);
    expect((await fleet.finish(proof)).status).toBe('cancelled');
    expect(readProof(fleet.infra, proof)).toBeNull();
    expect(await read(run)).toMatchObject({ state: 'probation', compared: null });
    // Neither does a cap that is smaller than the first session, and the ledger says so.
    expect(await prove(run, 'prove', 0.000_01)).toMatchObject({ verdict: 'open', because: expect.stringContaining('budget') });
    expect(await read(run)).toMatchObject({ state: 'probation', compared: { verdict: 'open' } });
  },
);
