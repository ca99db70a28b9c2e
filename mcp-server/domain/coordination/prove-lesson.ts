import type { Infra } from '../../infra/infra.ts';
import { listRunRows } from '../../infra/store/projections.ts';
import type { Agent } from '../../kernel/event.ts';
import { newRunId } from '../../kernel/id.ts';
import type { Graph, RunId, Task, TaskKey, Trial } from '../../kernel/model.ts';
import type { Proof } from '../../kernel/proof.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { findLesson } from '../lessons/move-lesson.ts';
import { isInUse, type LessonRecord } from '../lessons/lesson-book.ts';
import { pickLessons } from '../lessons/pick-lessons.ts';
import { findClaude } from '../sessions/agents/find-claude.ts';
import type { RunState } from '../tasks/run-state.ts';
import type { LessonsHere } from './lessons-here.ts';
import { findControl, findFaulty, type Work } from './work/find-work.ts';
import { runOfRow } from './work/kept-states.ts';
import { record } from './work/record.ts';
import { defaultModels } from './work/run-session.ts';
import { isProse } from '../lessons/remedy.ts';

/** A lesson to try out. What is left out comes from the configuration of the run that it was learnt in. */
export interface ProofWish {
  lesson: string;
  asks: Proof['asks'];
  model?: string | undefined;
  /** What all trials together may cost. */
  usd?: number | undefined;
  tries?: number | undefined;
  /** The agent, where it is not the one that made the fault or the Claude Code of this machine. */
  agent?: Agent | undefined;
}

/** What a run of trials will be. */
export interface PlannedProof {
  lesson: LessonRecord;
  proof: Proof;
  usd: number;
  /** The most sessions that there will be. */
  sessions: number;
  /** Submits it, once; a run of the same trials that is under way is joined. */
  submit(): RunId;
}

type ProofReason = 'argument-invalid' | 'lesson-unprovable' | 'agent-missing' | 'agent-too-old';

/**
 * Plans to do the work again in which the fault of a lesson came, from where it began, with the lesson and without, and one
 * other work with it. Nothing is started yet.
 */
export async function planProof(
  infra: Infra,
  { repository, target, commit, book }: LessonsHere,
  wish: ProofWish,
): Promise<Result<PlannedProof, ProofReason>> {
  const found = findLesson(book, wish.lesson);
  if (!found.ok) return found;
  const lesson = found.value;
  const refuse = (detail: string) => fail({ reason: 'lesson-unprovable', lesson: lesson.id, detail } as const);
  if (!isProse(lesson)) return refuse(`It is a ${lesson.form}, which a replay without a model has proven.`);
  if (!isInUse(lesson)) return refuse(`It is ${lesson.state}, so no session is told it.`);
  const faulty = findFaulty(infra, lesson.provenance);
  if (!faulty) return refuse('The work that made its fault is not in the journal of this machine.');
  const control = findControl(infra, { repository: repository.commonDir, paths: lesson.paths, faulty });
  if (!control) return refuse('No other work was merged here without a fault, so nothing can show that it does no harm.');
  const agent = wish.agent ? ok(wish.agent) : await agentOf(infra, faulty.run);
  if (!agent.ok) return agent;
  const { config } = faulty.run;
  const { usd, tries } = { ...config.lessonProofs, ...defined({ usd: wish.usd, tries: wish.tries }) };
  const model = wish.model ?? config.stages.build?.model ?? defaultModels.build;
  const proof: Proof = { lesson: lesson.id, target, asks: wish.asks, model, tries };
  const others = (work: Work) => pickLessons(book, { paths: work.plan.paths }).filter(({ id }) => id !== lesson.id);
  const graph = trialGraph({ lesson, faulty, control, tries, others });
  const share = usd / graph.tasks.length;
  const submit = (): RunId =>
    infra.store.write(() => {
      const same = findProof(infra, { repository: repository.commonDir, proof });
      if (same) return same.run;
      const run = newRunId();
      record(infra, {
        kind: 'run-submitted',
        run,
        repository,
        from: faulty.run.from,
        baseBranch: null,
        base: commit,
        graph,
        config: {
          ...config,
          slots: 1,
          rounds: 0,
          lessons: false,
          budget: { usd },
          stages: { build: { model, budget: { ...config.stages.build?.budget, usd: share } } },
        },
        agent: agent.value,
        proof,
      });
      return run;
    });
  return ok({ lesson, proof, usd, sessions: graph.tasks.length, submit });
}

/** The run of these very trials that is under way, if there is one. */
function findProof(infra: Pick<Infra, 'store'>, { repository, proof }: { repository: string; proof: Proof }): RunState | null {
  const underWay = listRunRows(infra.store, { repository, statuses: ['running', 'paused'] });
  const states = underWay.map((row) => runOfRow(infra.store, row));
  return states.find((state) => JSON.stringify(state.proof) === JSON.stringify(proof)) ?? null;
}

/** The Claude Code of today; where a scripted agent made the fault, that one. */
const agentOf = async (infra: Infra, { agent, config }: RunState): Promise<Result<Agent, 'agent-missing' | 'agent-too-old'>> =>
  agent.name === 'scripted' ? ok(agent) : findClaude(infra.environment, config.claude);

// Twice with the lesson and once without, at most: see nextTrial.
const controls = [true, false, true];

/** All trials that there may be, in the order in which they are tried. Their names say nothing of what they try. */
function trialGraph({
  lesson,
  faulty,
  control,
  tries,
  others,
}: {
  lesson: LessonRecord;
  faulty: Work & Pick<Trial, 'evidence'>;
  control: Work;
  tries: number;
  others(work: Work): LessonRecord[];
}): Graph {
  const told = ({ id, rule, paths }: LessonRecord) => ({ id, rule, paths });
  const trial = (work: Trial['work'], isTold: boolean): Omit<Task, 'key'> => {
    const { task, base, plan } = work === 'faulty' ? faulty : control;
    const tells = [...(isTold ? [lesson] : []), ...others(work === 'faulty' ? faulty : control)].map(told);
    const evidence = work === 'faulty' ? faulty.evidence : null;
    return { ...task, dependsOn: [], models: {}, budget: {}, trial: { work, isTold, base, plan, tells, evidence } };
  };
  const pair = [trial('faulty', false), trial('faulty', true)];
  const more = Array.from({ length: tries - 1 }, () => pair).flat();
  const trials = [...pair, ...controls.map((isTold) => trial('control', isTold)), ...more];
  return {
    title: `Trials of lesson ${lesson.id.slice(0, 8)}`,
    tasks: trials.map((task, nth) => ({ ...task, key: `t${nth + 1}` as TaskKey })),
  };
}

const defined = <T extends Record<string, number | undefined>>(values: T): { [K in keyof T]?: number } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: number };
