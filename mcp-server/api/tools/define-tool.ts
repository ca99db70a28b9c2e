import type { z } from 'zod';
import type { Infra } from '../../infra/infra.ts';
import { describeIssues } from '../../kernel/issues.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

/** What a tool does to the world; clients decide by it whether to ask a person. */
export type Effect = 'reads' | 'creates' | 'changes' | 'destroys';

/** What a tool works with besides its arguments. */
export interface ToolContext {
  infra: Infra;
  /** The folder of the client's session, which is where an agent means when it names none. */
  cwd: string;
  /** Aborts when the client cancels the call or goes away. */
  signal: AbortSignal;
  /** Tells the client that a long call is alive, and what it is at. */
  progress(message: string): void;
}

/** What a call came to: `facts` for the agent, `text` for a person. */
export interface Answer {
  facts: Record<string, unknown>;
  text: string;
}

/** A tool as the table holds it. */
export interface Tool {
  name: string;
  title: string;
  description: string;
  effect: Effect;
  input: z.ZodObject;
  output: z.ZodObject;
  call(given: Record<string, unknown>, context: ToolContext): Promise<Result<Answer>>;
}

type Definition<Input extends z.ZodObject, Output extends z.ZodObject> = Omit<Tool, 'input' | 'output' | 'call'> & {
  /** Strict, so that a mistyped argument is refused and named. */
  input: Input;
  output: Output;
  run(input: z.output<Input>, context: ToolContext): Promise<Result<z.input<Output>>> | Result<z.input<Output>>;
  /** One sentence for people. The model reads the facts alone. */
  say(output: z.output<Output>): string;
};

/** A tool whose arguments are checked before it runs, and its answer after. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(definition: Definition<Input, Output>): Tool {
  const { run, say, ...rest } = definition;
  return {
    ...rest,
    call: async (given, context) => {
      const checked = definition.input.safeParse(given);
      if (!checked.success) return fail(refusal(definition, checked.error));
      const done = await run(checked.data, context);
      if (!done.ok) return done;
      // An answer that does not fit its own schema is a defect of ours, so it is thrown.
      const output = definition.output.parse(done.value);
      return ok({ facts: output, text: say(output) });
    },
  };
}

function refusal({ name, input }: { name: string; input: z.ZodObject }, error: z.ZodError) {
  const problems = describeIssues(error, { schema: input, locate: (path) => path.map(String).join('.') || name });
  return { reason: 'arguments-invalid' as const, tool: name, problems };
}
