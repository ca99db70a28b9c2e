import type { Recorded } from '../../../kernel/event.ts';
import type { RunId } from '../../../kernel/model.ts';
import { mergedBranch } from '../../../kernel/names.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { readJournal } from '../../../infra/store/journal.ts';
import type { Store } from '../../../infra/store/open.ts';
import { listRunRows } from '../../../infra/store/projections.ts';
import type { RunState } from '../../tasks/run-state.ts';
import type { TaskSession, TaskState } from '../../tasks/task-state.ts';
import { costsOf, sumCosts } from './costs.ts';
import { runOfRow } from './kept-states.ts';
import { readRunState, readTaskStates } from './record.ts';
import type { RunView, SessionView, TaskView } from './view.ts';

/** A run as people and agents see it. */
export function readRun({ store }: Pick<Infra, 'store'>, { run }: { run: RunId }): Result<RunView, 'run-unknown'> {
  const state = readRunState(store, run);
  return state ? ok(viewRun(store, state)) : fail({ reason: 'run-unknown', run });
}

/** Runs, newest first: all of this machine, or those of one repository (its common directory). */
export const listRuns = ({ store }: Pick<Infra, 'store'>, { repository }: { repository?: string | undefined } = {}): RunView[] =>
  listRunRows(store, { repository }).map((row) => viewRun(store, runOfRow(store, row)));

/** The newest run of a repository, or of this machine, that lands its work. */
export const latestRun = (
  { store }: Pick<Infra, 'store'>,
  { repository }: { repository?: string | undefined } = {},
): RunView | null => {
  const states = listRunRows(store, { repository }).map((row) => runOfRow(store, row));
  const state = states.find(({ proof }) => !proof);
  return state ? viewRun(store, state) : null;
};

/** What the journal recorded of a run after a sequence number, oldest first, as far as one page holds. */
export const readEvents = ({ store }: Pick<Infra, 'store'>, { run, after }: { run: RunId; after: number }): Recorded[] =>
  readJournal(store, { run, after });

/** All that the journal recorded of a run, oldest first. */
export const readAllEvents = ({ store }: Pick<Infra, 'store'>, { run }: { run: RunId }): Recorded[] =>
  readJournal(store, { run, limit: -1 });

function viewRun(store: Store, state: RunState): RunView {
  const titles = new Map(state.graph.tasks.map((task) => [task.key, task]));
  const tasks = readTaskStates(store, state.run).map((task) => viewTask(task, titles.get(task.key)));
  return {
    run: state.run,
    title: state.graph.title,
    status: state.status,
    repository: state.repository,
    baseBranch: state.baseBranch,
    base: state.base,
    mergedBranch: mergedBranch(state.run),
    mergedCommit: state.mergedCommit,
    slots: state.config.slots,
    agent: state.agent,
    createdAt: state.createdAt,
    finishedAt: state.finishedAt,
    usd: sum(tasks.map((task) => task.usd)),
    costs: sumCosts(tasks.map((task) => task.costs)),
    budget: state.budget,
    lessons: state.lessons.map(({ lesson, commit, path }) => ({ path, rule: lesson.rule, commit })),
    trials: state.proof ? { lesson: state.proof.lesson, proved: state.proved } : null,
    lessonsLeft: (state.waiting ?? []).map(({ lesson, asks }) => ({ lesson: lesson.id, rule: lesson.rule, asks })),
    delivery: state.delivery,
    tasks,
  };
}

const viewTask = (state: TaskState, task: RunState['graph']['tasks'][number] | undefined): TaskView => ({
  key: state.key,
  title: task?.title ?? state.key,
  phase: state.phase,
  dependsOn: task?.dependsOn ?? [],
  attempt: state.attempt,
  round: state.round,
  since: state.since,
  startedAt: state.startedAt,
  endedAt: state.endedAt,
  branch: state.workspace?.branch ?? state.wanted?.branch ?? null,
  worktree: state.workspace?.path ?? state.wanted?.path ?? null,
  ports: state.workspace?.ports ?? [],
  sessions: state.sessions.map(viewSession),
  plan: state.plan,
  checks: state.checks,
  mutation: state.mutation ?? null,
  verdict: state.verdicts.at(-1) ?? null,
  merged: state.merged?.commit ?? null,
  usd: sum([
    ...state.sessions.map(({ spending }) => spending?.usd ?? 0),
    ...Object.values(state.others ?? {}).map(({ usd }) => usd),
  ]),
  costs: costsOf(state),
  turns: sum(state.sessions.map((session) => session.spending?.turns ?? 0)),
  failure: state.failure,
  until: state.parked?.until ?? null,
  keptApart: state.keptApart,
  collisions: state.collisions,
  clashes: state.clashes ?? [],
});

const viewSession = (session: TaskSession): SessionView => ({
  id: session.id,
  stage: session.stage,
  directory: session.directory,
  launchedAt: session.launchedAt,
  endedAt: session.endedAt,
  usd: session.spending?.usd ?? 0,
});

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);
