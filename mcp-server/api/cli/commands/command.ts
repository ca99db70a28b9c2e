import { z } from 'zod';
import type { Reason } from '../../../kernel/failure.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { Context } from '../terminal/context.ts';
import type { Outcome } from '../terminal/exit-codes.ts';

/** A flag of a command, as commander writes it: `--slots <number>`. */
export interface Flag {
  flags: string;
  says: string;
  /** May be given several times; the values make a list. */
  repeats?: boolean;
}

/** A command: everything that is known about it stands in one record. */
export interface Command {
  /** Name and arguments: `logs [run] [task]`. */
  syntax: string;
  summary: string;
  /** What a person should know before using it, in a paragraph. */
  description: string;
  flags: Flag[];
  examples: { line: string; says: string }[];
  related: string[];
  act(context: Context, given: Record<string, unknown>): Promise<Result<Outcome>>;
}

type Definition<Input extends z.ZodObject> = Omit<Command, 'act'> & {
  input: Input;
  act(context: Context, input: z.output<Input>): Promise<Result<Outcome>>;
};

/** A command whose arguments and flags are checked before it acts. Messages of the schema complete "expected …". */
export function defineCommand<Input extends z.ZodObject>({ input, act, ...rest }: Definition<Input>): Command {
  return {
    ...rest,
    act: async (context, given) => {
      const parsed = checkInput(input, given);
      return parsed.ok ? act(context, parsed.value) : parsed;
    },
  };
}

function checkInput<Input extends z.ZodObject>(
  input: Input,
  given: Record<string, unknown>,
): Result<z.output<Input>, Extract<Reason, 'argument-invalid'>> {
  const parsed = input.safeParse(given);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? 'argument');
  const value = given[name];
  return fail({
    reason: 'argument-invalid',
    name: name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    value: written(value),
    expected: issue?.message ?? 'something else',
  });
}

/** A value as it was typed. */
function written(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.join(', ');
  return value === undefined ? '' : JSON.stringify(value);
}

/** Flags that several commands share. */
export const jsonFlag: Flag = { flags: '--json', says: 'print JSON for a machine' };
export const yesFlag: Flag = { flags: '--yes', says: 'do it without asking' };

/** What the shared flags are parsed with. */
export const isGiven = z.boolean().default(false);
