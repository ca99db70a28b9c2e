import { existsSync, realpathSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { findRepository } from '../../../infra/git/find-repository.ts';
import { listWorktrees } from '../../../infra/git/list-worktrees.ts';
import type { Failure } from '../../../kernel/failure.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { Tool } from '../../tools/define-tool.ts';
import type { Context } from '../terminal/context.ts';
import type { Outcome } from '../terminal/exit-codes.ts';
import { sanitiseText } from '../terminal/sanitise.ts';
import type { Flag } from './command.ts';

/** The flag that says which worktree a command is about. */
export const inFlag: Flag = { flags: '--in <worktree>', says: 'a worktree by path or name; without it the one that you are in' };

/**
 * Does on the command line what an agent does with a tool, and prints the sentence that the tool says of its answer, or with
 * `json` the answer. `given` is the tool's own input, of which absent values are left out.
 */
export async function useTool(
  context: Context,
  { tool, given, json }: { tool: Tool; given: Record<string, unknown>; json: boolean },
): Promise<Result<Record<string, unknown>>> {
  const { terminal, cwd } = context;
  const infra = await context.open();
  if (!infra.ok) return infra;
  const signal = context.interrupted();
  const input = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const answer = await tool.call(input, { infra: infra.value, cwd, signal, progress: () => undefined });
  if (!answer.ok) return fail(inWords(answer.failure, given));
  terminal.print(json ? JSON.stringify(answer.value.facts) : sanitiseText(answer.value.text));
  return ok(answer.value.facts);
}

/** What an agent calls the arguments of a tool a person calls words and flags. */
function inWords(failure: Failure, given: Record<string, unknown>): Failure {
  const [problem] = failure.reason === 'arguments-invalid' ? failure.problems : [];
  const [, expected] = / must be (.*?)\.?$/.exec(problem?.message ?? '') ?? [];
  if (!problem || expected === undefined) return failure;
  const value = given[problem.place];
  return { reason: 'argument-invalid', name: problem.place, value: typeof value === 'string' ? value : '', expected };
}

/** What a command that used a tool comes to. */
export const outcomeOfTool = (used: Result<Record<string, unknown>>): Result<Outcome> => (used.ok ? ok('done') : used);

/** The worktree that a person means: a path, the last part of the path of one of this repository's, or the one around them. */
export async function findWorktree(
  cwd: string,
  wanted: string | undefined,
): Promise<Result<string, 'worktree-unknown' | 'argument-invalid' | 'not-a-repository'>> {
  const path = resolve(cwd, wanted ?? '.');
  if (wanted !== undefined && wanted.includes('/') && existsSync(path)) return ok(path);
  const repository = await findRepository(cwd);
  if (!repository.ok) return repository;
  const all = (await listWorktrees(repository.value)).map((worktree) => worktree.path);
  if (wanted === undefined) {
    const here = realpathSync(cwd);
    const around = all.filter((one) => here === one || here.startsWith(`${one}/`)).toSorted((a, b) => b.length - a.length);
    return around[0] === undefined ? fail({ reason: 'worktree-unknown', path: here }) : ok(around[0]);
  }
  const named = all.filter((one) => one === path || basename(one) === wanted);
  const [only] = named;
  if (only === undefined) return fail({ reason: 'worktree-unknown', path: wanted });
  if (named.length === 1) return ok(only);
  return fail({ reason: 'argument-invalid', name: 'worktree', value: wanted, expected: `one of ${named.join(', ')}` });
}
