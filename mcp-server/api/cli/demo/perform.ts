import { cleanRuns } from '../../../domain/coordination/clean-runs.ts';
import { ensureSupervisor } from '../../../domain/coordination/ensure-supervisor.ts';
import { leftovers, type Leftovers } from '../../../domain/coordination/leftovers.ts';
import { readEvents, readRun } from '../../../domain/coordination/work/read-run.ts';
import { cancelRun } from '../../../domain/coordination/steer-run.ts';
import { submitRun } from '../../../domain/coordination/submit-run.ts';
import type { RunView } from '../../../domain/coordination/work/view.ts';
import type { Infra } from '../../../infra/infra.ts';
import type { RunId } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import type { Context } from '../terminal/context.ts';
import { follow } from '../live/follow.ts';
import { totals } from '../say/totals.ts';
import type { Outcome } from '../terminal/exit-codes.ts';
import { agree } from './agree.ts';
import { endProcesses } from './end-processes.ts';
import { historyText, lessonText } from './last-words.ts';
import { makeSample } from './sample.ts';
import { makeScene, sceneEnvironment, strikeScene, type Scene } from './scene.ts';
import { introduction, prepareRun } from './prepare-run.ts';
import { startModel } from './start-model.ts';
import type { Played, Wanted } from './wanted.ts';

/** Sets the scene, carries the run out, and strikes the scene again, however the run ends. */
export async function perform(context: Context, wanted: Wanted): Promise<Result<Played>> {
  const agreed = await agree(context, wanted);
  if (!agreed.ok) return agreed;
  const signal = context.interrupted();
  const scene = makeScene();
  const model = wanted.live ? null : await startModel({ environment: context.environment });
  const environment = sceneEnvironment(scene, { base: context.environment, modelUrl: model?.url ?? null });
  const infra = await context.open(environment);
  let outcome: Outcome | null = null;
  try {
    const played = infra.ok ? await play(infra.value, { context, wanted, scene, signal }) : infra;
    if (played.ok) ({ outcome } = played.value);
    return played;
  } finally {
    if (infra.ok) {
      await endProcesses(infra.value, scene);
      infra.value.store.close();
    }
    await model?.stop();
    // What did not land is there to be looked at.
    if (!wanted.keep && outcome !== 'notLanded') strikeScene(scene, { all: outcome === null });
  }
}

async function play(
  infra: Infra,
  { context, wanted, scene, signal }: { context: Context; wanted: Wanted; scene: Scene; signal: AbortSignal },
): Promise<Result<Played>> {
  const sample = await makeSample(scene);
  if (!sample.ok) return sample;
  const prepared = await prepareRun(infra, { scene, wanted });
  if (!prepared.ok) return prepared;
  if (!wanted.json) context.terminal.print(introduction(prepared.value, { scene, live: wanted.live }));
  const submitted = await submitRun(infra, { from: scene.repository, ...prepared.value });
  if (!submitted.ok) return submitted;
  const { run } = submitted.value;
  const supervised = await ensureSupervisor(infra);
  if (!supervised.ok) return supervised;
  await follow(infra, { run, terminal: context.terminal, json: wanted.json, signal });
  if (signal.aborted) await callOff(infra, { run, context, json: wanted.json });
  const played = await conclude(infra, { run, scene, live: wanted.live });
  return played.ok && signal.aborted ? ok({ ...played.value, outcome: 'interrupted' }) : played;
}

/** Unlike a run, a demo does not go on when nobody watches. */
async function callOff(infra: Infra, { run, context, json }: { run: RunId; context: Context; json: boolean }): Promise<void> {
  context.terminal.complain('Stopping the demo and cleaning up.');
  cancelRun(infra, { run });
  const patience = AbortSignal.timeout(15_000);
  await follow(infra, { run, terminal: context.terminal, json, signal: patience });
}

async function conclude(
  infra: Infra,
  { run, scene, live }: { run: RunId; scene: Scene; live: boolean },
): Promise<Result<Played>> {
  const view = readRun(infra, { run });
  if (!view.ok) return view;
  const cleaned = await cleanRuns(infra, { repository: view.value.repository, run });
  if (!cleaned.ok) return cleaned;
  const survivors = await endProcesses(infra, scene);
  const counted = await leftovers(infra, { run });
  const left = { ...counted, processes: counted.processes + survivors };
  return ok({
    scene,
    view: view.value,
    events: readEvents(infra, { run, after: 0 }),
    history: await historyText(view.value),
    lesson: await lessonText(view.value),
    left,
    outcome: judge(view.value, { left, live }),
  });
}

/** All merged, a lesson learnt and nothing left. The real model may make no fault, and then there is nothing to learn. */
function judge(view: RunView, { left, live }: { left: Leftovers; live: boolean }): Outcome {
  const { tasks, merged } = totals(view);
  const hasLeft = Object.values(left).some((count: number) => count > 0);
  const hasLearnt = live || view.lessons.length === 1;
  return merged === tasks && hasLearnt && !hasLeft ? 'done' : 'notLanded';
}
