import { z } from 'zod';
import { databasesSchema } from './config-databases.ts';
import { deliverSchema } from './config-deliver.ts';
import { gatesSchema } from './config-gates.ts';
import { mergesSchema } from './config-merges.ts';
import { mutationSchema } from './config-mutation.ts';
import { reviewsSchema } from './config-reviews.ts';
import { workspaceKeys } from './config-workspaces.ts';
import { describeIssues, sortProblems } from './issues.ts';
import { portVariable } from './names.ts';
import { fail, ok, type Result } from './result.ts';

// What is longer than a week is no limit, and beyond 24 days no timer of Node's can count it.
const minutes = z.number().positive().max(10_080);

/** What may be spent, as configuration and graph files write it. */
export const allowance = z
  .strictObject({
    usd: z.number().positive().describe('US dollars at list price, an estimate.').optional(),
    tokens: z.int().positive().describe('Tokens, read and written.').optional(),
    turns: z.int().positive().describe('Turns of the model.').optional(),
    minutes: minutes.describe('Minutes of sessions, added up.').optional(),
  })
  .describe('What may be spent before work is stopped.');

const stage = z
  .strictObject({
    model: z.string().min(1).describe('A model name or alias, as `claude --model` takes it.').optional(),
    budget: allowance.optional(),
  })
  .describe('Model and budget of this stage.');

/** What `fanout.yaml` may say. Every key is optional; what is absent is detected or has the default named here. */
export const configSchema = z
  .strictObject({
    base: z.string().min(1).describe('The branch that runs start from. Default: the branch you are on.').optional(),
    worktrees: z
      .string()
      .min(1)
      .describe('The folder for worktrees. Default: `<repository>.fanout` beside the repository.')
      .optional(),
    slots: z.int().min(1).max(64).default(3).describe('How many tasks run at once.'),
    machineSlots: z
      .int()
      .min(1)
      .max(64)
      .describe(
        'How many tasks of all runs on this machine run at once, as far as this run may add to them. Default: 8, or `slots` where that is more.',
      )
      .optional(),
    setup: z
      .union([z.string().min(1), z.literal(false)], { error: 'must be a command or false' })
      .describe('The command that makes a fresh worktree runnable, or false for none. Default: detected from the lockfile.')
      .optional(),
    checks: z
      .array(z.string().min(1))
      .describe('Commands that must exit 0 on every task and on every merge. Default: detected.')
      .optional(),
    gates: gatesSchema.prefault({}),
    merges: mergesSchema.prefault({}),
    reviews: reviewsSchema.prefault({}),
    mutation: mutationSchema.optional(),
    deliver: deliverSchema.prefault({}),
    ports: z
      .array(
        z
          .string()
          .regex(/^[a-z][a-z0-9-]{0,19}$/, { error: 'must be a name of lower-case letters, digits and hyphens, at most 20' }),
      )
      .refine((names) => new Set(names).size === names.length, { error: 'names a port twice' })
      .default(['web'])
      .describe('Names of the ports that a workspace leases. The first is also exported as PORT, each as PORT_<NAME>.'),
    databases: databasesSchema
      .default({})
      .describe('Databases of which every workspace gets a branch of its own, by name: see docs/databases.md.'),
    ...workspaceKeys,
    environment: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string(), {
        error: (issue) => (issue.code === 'invalid_key' ? 'must be a name of letters, digits and underscores' : undefined),
      })
      .default({})
      .describe('More environment for setup, checks and sessions. `${PORT_WEB}` and the like are replaced.'),
    passEnvironment: z
      .array(z.string().regex(/^[^\s=]+$/, 'is no name of a variable'))
      .default([])
      .describe('Names of your own environment variables that sessions may see.'),
    tools: z
      .array(z.string().min(1))
      .default([])
      .describe('Permission rules added for building sessions, such as `Bash(make *)`.'),
    stages: z
      .strictObject({
        plan: stage.optional(),
        build: stage.optional(),
        review: stage.optional(),
        fix: stage.optional(),
        learn: stage.optional(),
      })
      .default({})
      .describe('Model and budget by stage. Strong models build; light ones plan, read and draft lessons.'),
    budget: allowance.default({}).describe('What one whole run may spend.'),
    rounds: z.int().min(0).max(10).default(3).describe('How often a task may go back to its builder before a person decides.'),
    idleMinutes: minutes.default(10).describe('Minutes without output after which a session is stopped.'),
    checkMinutes: minutes.default(20).describe('Minutes after which a check is stopped.'),
    keepDays: z
      .int()
      .min(1)
      .max(3_650)
      .default(30)
      .describe('Days after which the transcripts and outputs of a run that has ended are removed. The journal keeps the run.'),
    lessons: z.boolean().default(true).describe('Write a rule for each fault that was found, fixed and proven.'),
    lessonSources: z
      .array(z.enum(['gate', 'merge', 'watchdog']))
      .default(['gate', 'merge', 'watchdog'])
      .describe(
        'What besides reviews may teach, once a replay showed the fault and the fix: gates that were red, merges that were refused, and commands that a session hung on.',
      ),
    lessonChecks: z
      .enum(['ask', 'auto'])
      .default('ask')
      .describe(
        'When a check that a lesson became is a gate: `ask` once you have merged it, `auto` also for later tasks of the same run.',
      ),
    lessonProofs: z
      .strictObject({
        when: z
          .enum(['ask', 'auto'])
          .default('ask')
          .describe(
            '`ask` when somebody runs `fanout lessons prove`, `auto` also for each rule of a run when the run has ended.',
          ),
        usd: z.number().positive().default(20).describe('What the trials of one lesson may cost together, in US dollars.'),
        tries: z
          .int()
          .min(3)
          .max(20)
          .default(3)
          .describe('How often the faulty work is tried with the lesson and without, at most. Fewer than 3 show nothing.'),
      })
      .prefault({})
      .describe('Trials that show whether a rule helps: the faulty work is done again with it and without.'),
    lessonDelivery: z
      .enum(['ask', 'auto'])
      .default('ask')
      .describe(
        'How lessons leave a run by themselves: `ask` not at all, `auto` puts each check and hook that a replay proved on a branch of its own, `fanout/lessons/ID`, off the branch that the run started from. With `deliver.as: pull-requests` it also becomes a pull request.',
      ),
    claude: z.string().min(1).describe('The Claude Code program. Default: `claude` on PATH.').optional(),
  })
  .superRefine(({ environment, ports, services }, context) => {
    const names = [...ports, ...Object.values(services).flatMap(({ port }) => port || [])];
    const leased = new Set(['PORT', ...names.map(portVariable)]);
    for (const [name, value] of Object.entries(environment)) {
      const unknown = Array.from(value.matchAll(/\$\{(PORT(?:_\w+)?)\}/g), ([, variable = '']) => variable).find(
        (variable) => !leased.has(variable),
      );
      const message = `names \${${unknown}}, and no port of that name is leased; leased are ${[...leased].join(', ')}`;
      if (unknown !== undefined) context.addIssue({ code: 'custom', path: ['environment', name], message });
    }
  })
  .describe('The configuration of fanout for one repository.');

/** The configuration of a run, with every default filled in. */
export type Config = z.output<typeof configSchema>;

/** The configuration of a repository that has no `fanout.yaml`. */
export const defaultConfig: Config = configSchema.parse({});

/** Checks what a `fanout.yaml` said. `locate` turns the path of a key into a place such as `fanout.yaml:3:1`. */
export function parseConfig(
  value: unknown,
  file: { path: string; locate: (path: PropertyKey[]) => string },
): Result<Config, 'config-invalid'> {
  const parsed = configSchema.safeParse(value ?? {}, { reportInput: true });
  if (parsed.success) return ok(parsed.data);
  const problems = sortProblems(describeIssues(parsed.error, { schema: configSchema, locate: file.locate }));
  return fail({ reason: 'config-invalid', path: file.path, problems });
}
