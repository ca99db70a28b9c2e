import { z } from 'zod';
import { proposeLesson } from '../../domain/coordination/lessons-propose.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { runField, taskField } from './fields.ts';

/** Proposes a lesson. */
export const lessonPropose = defineTool({
  name: 'lesson_propose',
  title: 'Propose a lesson from a proven fault',
  description:
    'Writes a rule into the ledger of a run, where it waits for a person. Only a fault of that task that fanout reproduced and saw mended can teach.',
  effect: 'creates',
  input: z.strictObject({
    run: runField,
    task: taskField,
    finding: z.string().max(64).optional().describe('The id of the proven finding. Default: the only one.'),
    rule: z.string().min(1).max(280).describe('What to do, in one or two plain sentences.'),
    why: z.string().min(1).max(280).describe('What went wrong without it.'),
    paths: z.array(z.string().min(1).max(120)).min(1).max(8).describe('Globs of the files that it is about.'),
  }),
  output: z.strictObject({ lesson: z.string(), state: z.string(), next: z.string() }),
  run: async ({ run, task, finding, ...draft }, { infra }) => {
    const written = await proposeLesson(infra, { run, task, finding, draft });
    if (!written.ok) return written;
    const { lesson, state } = written.value;
    return ok({ lesson: lesson.id, state, next: `fanout lessons promote ${lesson.id.slice(0, 8)} --on fanout/${run}/merged` });
  },
  say: ({ lesson, next }) => `Lesson ${lesson} waits for a person: ${next}`,
});
