import { writeProofAgain } from '../../../domain/coordination/conclude-proof.ts';
import { ensureSupervisor } from '../../../domain/coordination/ensure-supervisor.ts';
import type { LessonsHere } from '../../../domain/coordination/lessons-here.ts';
import { planProof, type ProofWish } from '../../../domain/coordination/prove-lesson.ts';
import { readProof } from '../../../domain/coordination/read-proof.ts';
import type { Infra } from '../../../infra/infra.ts';
import type { RunId } from '../../../kernel/model.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { follow } from '../live/follow.ts';
import { proofPlanText, proofText } from '../say/proof.ts';
import { agrees } from '../terminal/ask.ts';
import type { Context } from '../terminal/context.ts';
import type { Outcome } from '../terminal/exit-codes.ts';

interface Wish extends Omit<ProofWish, 'usd' | 'tries'> {
  budgetUsd?: number | undefined;
  yes: boolean;
  json: boolean;
}

/** Tries a lesson out, once the person has agreed to what it may cost, and says what that showed. */
export async function proveLesson(
  { terminal, open, interrupted }: Context,
  here: LessonsHere,
  { budgetUsd, yes, json, ...wish }: Wish,
): Promise<Result<Outcome>> {
  const infra = await open();
  if (!infra.ok) return infra;
  // What was shown and could not be written, such as on a branch with changes, is not paid for again.
  const written = await writeProofAgain(infra.value, { ...here, ...wish });
  if (written) return end(infra.value, { run: written, terminal, json });
  const planned = await planProof(infra.value, here, { ...wish, usd: budgetUsd });
  if (!planned.ok) return planned;
  const text = proofPlanText(planned.value);
  if (!json) terminal.print(text);
  // A session of ours may run commands, and is no person.
  const isSession = infra.value.environment['FANOUT_SESSION'] !== undefined;
  if (isSession || (!yes && (json || !(await agrees(terminal, 'Try it?'))))) return fail({ reason: 'not-agreed', what: text });
  const run = planned.value.submit();
  const supervised = await ensureSupervisor(infra.value);
  if (!supervised.ok) return supervised;
  if (!json) terminal.print(`\nRun ${run}. Ctrl-C ends the watching, not the run.\n`);
  const signal = interrupted();
  const view = await follow(infra.value, { run, terminal, json, signal });
  if (view && !signal.aborted) return end(infra.value, { run, terminal, json });
  terminal.complain(`Run ${run} goes on. \`fanout status ${run} --watch\` watches it, \`fanout cancel ${run}\` stops it.`);
  return ok('interrupted');
}

function end(infra: Infra, { run, terminal, json }: { run: RunId; json: boolean } & Pick<Context, 'terminal'>): Result<Outcome> {
  const proved = readProof(infra, run);
  terminal.print(json ? JSON.stringify({ run, ...proved }) : proofText(run, proved));
  if (proved?.failure) return fail(proved.failure);
  return ok(proved ? 'done' : 'notLanded');
}
