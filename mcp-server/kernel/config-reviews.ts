import { z } from 'zod';

const globs = z.array(z.string().min(1));

/** What a review can look at. */
export const reviewAspects = ['correctness', 'security', 'tests', 'simplicity'] as const;

/** One thing that a review looks at. */
export type ReviewAspect = (typeof reviewAspects)[number];

/** Agents of other vendors that are known without a word of configuration. */
export const knownAgents = ['codex'] as const;

const agentName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, { error: 'must be a name of lower-case letters, digits and hyphens, at most 20' })
  .refine((name) => name !== 'claude', { error: 'must not be claude, which reviews anyway' });

const agent = z
  .strictObject({
    argv: z
      .array(z.string().min(1))
      .min(1)
      .describe(
        'Program and arguments, without a shell. `{checkout}`, `{brief}`, `{schema}` and `{answer}` become paths: its worktree, the brief, the JSON schema of the answer, and the file to answer in.',
      )
      .optional(),
    arguments: z.array(z.string().min(1)).default([]).describe('More arguments, behind those of `argv`.'),
    stdin: z.enum(['brief', 'nothing']).describe('What it reads on stdin. Default: `brief`.').optional(),
    parse: z
      .enum(['answer', 'stdout', 'codex'])
      .describe(
        'Where its answer is: in the file `{answer}`, as JSON on stdout (also within a text field `response` or `result`), or as `codex exec --json` gives it. Default: `stdout`.',
      )
      .optional(),
    timeoutMinutes: z.number().positive().max(240).describe('Minutes after which it is ended. Default: 20.').optional(),
    model: z.string().min(1).describe('The model, for an agent that fanout knows; otherwise name it in `argv`.').optional(),
    usdPerMillionTokens: z
      .number()
      .nonnegative()
      .describe('What a million of its tokens costs you, for costs and budgets in dollars. Default: only its tokens are counted.')
      .optional(),
    passEnvironment: z.array(z.string().min(1)).default([]).describe('Names of your environment variables that it may see.'),
  })
  .describe('A program that reviews, besides Claude Code.');

/** What `reviews:` in `fanout.yaml` may say: what is reviewed, by whom, and what becomes of it. */
export const reviewsSchema = z
  .strictObject({
    aspects: z
      .array(z.enum(reviewAspects))
      .min(1)
      .default([...reviewAspects])
      .describe('What a review looks at.'),
    splitLines: z
      .int()
      .min(1)
      .default(800)
      .describe('Changed lines above which each aspect is looked at by a session of its own.'),
    risky: globs
      .default(['**/{auth,billing,crypto,migrations,payments,security}/**'])
      .describe('Globs of files whose changes a strong model reviews.'),
    riskyModel: z
      .string()
      .min(1)
      .describe('The model for those. Default: `stages.review.model`, or a strong one where that is not set.')
      .optional(),
    unproven: z
      .enum(['show', 'fix', 'ask'])
      .default('show')
      .describe(
        'What becomes of a critical finding that could not be replayed: it is only shown, goes to the builder once, or waits for a person.',
      ),
    others: z
      .array(agentName)
      .describe(
        'Agents of other vendors that review as well. Default: codex, where it is installed and Claude Code does the work.',
      )
      .optional(),
    require: z.boolean().default(false).describe('Block a task for a person when one of `others` is missing or gives no answer.'),
    agents: z.record(agentName, agent).default({}).describe('How agents of other vendors are called, by name.'),
  })
  .superRefine(({ others = [], agents }, context) => {
    for (const [index, name] of others.entries()) {
      if (agents[name]?.argv || (knownAgents as readonly string[]).includes(name)) continue;
      const message = `is ${name}, which fanout does not know; say how it is called under reviews.agents.${name}.argv`;
      context.addIssue({ code: 'custom', path: ['others', index], message });
    }
  })
  .describe('How changes are reviewed.');

/** How the changes of a run are reviewed. */
export type ReviewConfig = z.output<typeof reviewsSchema>;

/** How an agent of another vendor is called. */
export type AgentSettings = ReviewConfig['agents'][string];
