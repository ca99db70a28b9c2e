import { z } from 'zod';
import { allowance } from '../../kernel/config.ts';

// A NUL ends a word of a command line early; none is meant in a text.
const text = z.string().regex(/^[^\0]*$/, { error: 'holds a NUL character' });
const line = text
  .trim()
  .regex(/^[^\p{Cc}]*$/u, { error: 'must be one line' })
  .min(1)
  .max(120);
const model = text
  .regex(/^[A-Za-z0-9][\w.:@/[\]-]{0,199}$/, { error: 'must be a model name or alias' })
  .describe('A model name or alias, as `claude --model` takes it.');

const task = z
  .strictObject({
    key: text
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: 'must be 1 to 40 lower-case letters, digits and hyphens' })
      .describe(
        'The name of the task: lower-case letters, digits and hyphens, at most 40. It names the branch and the worktree.',
      ),
    title: line.describe('One line for people and for the merge commit. Default: the first line of the spec.').optional(),
    spec: text.max(262_144).describe('What the task must achieve, as text. Either this or `specFile`.').optional(),
    specFile: text.describe('A file with the spec, relative to this file and inside the same repository.').optional(),
    dependsOn: z.array(text).default([]).describe('Keys of the tasks that must land before this one starts.'),
    paths: z.array(z.string()).default([]).describe('Globs, relative to the repository, of what the task expects to touch.'),
    checks: z
      .array(text.min(1))
      .default([])
      .describe('Shell commands that must exit 0 on this task, besides those of the configuration.'),
    tools: z
      .array(text.regex(/^[A-Za-z]\w*(?:-\w+)*(?:\(.*\))?$/s, { error: 'must be a permission rule such as Bash(make *)' }))
      .default([])
      .describe('Permission rules added for the building sessions of this task, such as `Bash(make *)`.'),
    models: z
      .strictObject({
        plan: model.optional(),
        build: model.optional(),
        review: model.optional(),
        fix: model.optional(),
        learn: model.optional(),
      })
      .default({})
      .describe('Models by stage, before those of the configuration.'),
    budget: allowance.default({}),
  })
  .meta({ oneOf: [{ required: ['spec'] }, { required: ['specFile'] }] });

/** What a graph file may say. */
export const graphSchema = z
  .strictObject({
    $schema: z.string().describe('Where an editor finds this schema.').optional(),
    title: line.describe('What the run is about, in one line. Default: the name of the file.').optional(),
    tasks: z.array(task).min(1).max(1000).describe('The tasks, each with a key of its own.'),
  })
  .describe('A graph of fanout: tasks and the edges between them.');

/** A graph file that fits the schema: defaults filled in, specs not read yet, edges not looked at. */
export type GraphFile = z.output<typeof graphSchema>;
