import { z } from 'zod';
import { lessonsHere } from '../../domain/coordination/lessons-here.ts';
import { proposeLesson, proposeShown } from '../../domain/coordination/lessons-propose.ts';
import { fail, ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { runField, taskField } from './fields.ts';

/** Proposes a lesson. */
export const lessonPropose = defineTool({
  name: 'lesson_propose',
  title: 'Propose a lesson from a proven fault',
  description:
    'Writes a rule into the ledger, where it waits for a person. Teaches only from a fault of a task that fanout saw mended (run, task), or from a command that it replays: failing on one commit, passing on a later one.',
  effect: 'creates',
  input: z.strictObject({
    run: runField.optional(),
    task: taskField.optional(),
    finding: z.string().max(64).optional().describe('The id of the proven finding. Default: the only one.'),
    command: z.string().min(1).max(1000).optional().describe('Without a run: what failed before the fix and passes after it.'),
    broken: z.string().min(1).optional().describe('Default: the commit before `fixed`.'),
    fixed: z.string().min(1).default('HEAD'),
    with: z.array(z.string().min(1)).max(8).default([]).describe('Files of `fixed` that the command needs.'),
    rule: z.string().min(1).max(280).describe('What to do, in one or two plain sentences.'),
    why: z.string().min(1).max(280).describe('What went wrong without it.'),
    paths: z.array(z.string().min(1).max(120)).min(1).max(8).describe('Globs of the files that it is about.'),
  }),
  output: z.strictObject({ lesson: z.string(), state: z.string(), next: z.string() }),
  run: async ({ run, task, finding, command, broken, fixed, with: files, ...draft }, { infra, cwd, signal }) => {
    if (run !== undefined && task !== undefined) {
      const written = await proposeLesson(infra, { run, task, finding, draft });
      return written.ok ? ok(answer(written.value.lesson.id, { ...written.value, on: `fanout/${run}/merged` })) : written;
    }
    if (command === undefined)
      return fail({ reason: 'argument-invalid', name: 'command', value: '', expected: 'a command, or a run and its task' });
    const here = await lessonsHere({ from: cwd });
    if (!here.ok) return here;
    const shown = { from: cwd, broken, fixed, command, files, draft, signal };
    const written = await proposeShown(infra, here.value, shown);
    return written.ok ? ok(answer(written.value.lesson.id, { ...written.value, on: null })) : written;
  },
  say: ({ lesson, next }) => `Lesson ${lesson} waits for a person: ${next}`,
});

const answer = (lesson: string, { state, on }: { state: string; on: string | null }) => ({
  lesson,
  state,
  next: `fanout lessons promote ${lesson.slice(0, 8)}${on === null ? '' : ` --on ${on}`}`,
});
