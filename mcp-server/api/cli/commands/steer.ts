import { z } from 'zod';
import { ensureSupervisor } from '../../../domain/coordination/ensure-supervisor.ts';
import type { Failure } from '../../../kernel/failure.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import type { Context } from '../terminal/context.ts';
import type { Outcome } from '../terminal/exit-codes.ts';
import { isGiven } from './command.ts';
import { findTarget, type Target } from './find-run.ts';

/** What the commands take that steer a run or a task. */
export const steerInput = z.object({ run: z.string().optional(), task: z.string().optional(), json: isGiven });

/** What is said where a task must be named and none was. */
export const noTask = ({ run, tasks }: Target['view']): Extract<Failure, { reason: 'argument-invalid' }> => ({
  reason: 'argument-invalid',
  name: 'task',
  value: '',
  expected: `a task; run ${run} has ${tasks.map(({ key }) => key).join(', ')}`,
});

/** What came of a wish: the facts, and a sentence for people. */
export interface Answer {
  facts: { changed: boolean };
  sentence: string;
}

/** Finds what is meant, says the wish, sees to it that a supervisor hears it, and tells what came of it. */
export async function steer(
  { terminal, cwd, open }: Context,
  { run, task, json }: Pick<z.output<typeof steerInput>, 'run' | 'task' | 'json'>,
  wish: (infra: Infra, target: Target) => Result<Answer> | Promise<Result<Answer>>,
): Promise<Result<Outcome>> {
  const infra = await open();
  if (!infra.ok) return infra;
  const target = await findTarget(infra.value, { cwd, run, task });
  if (!target.ok) return target;
  const answer = await wish(infra.value, target.value);
  if (!answer.ok) return answer;
  // A run that is under way may have nobody who carries it.
  if (answer.value.facts.changed || target.value.view.status === 'running') {
    const supervised = await ensureSupervisor(infra.value);
    if (!supervised.ok) return supervised;
  }
  terminal.print(json ? JSON.stringify(answer.value.facts) : answer.value.sentence);
  return ok('done');
}
