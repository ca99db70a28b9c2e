import { defineTool } from './define-tool.ts';
import { takeInput, takeLesson, takenOutput } from './take-lesson.ts';

/** Retires a lesson. */
export const lessonRetire = defineTool({
  name: 'lesson_retire',
  title: 'Retire a lesson',
  description:
    'Takes a lesson out of rules and briefs, in a commit of its own. The ledger keeps it. One that became a check is a gate, which only a person lifts.',
  effect: 'destroys',
  input: takeInput,
  output: takenOutput,
  run: (wish, context) => takeLesson(context, wish),
  say: ({ lesson, state, commit }) => `Lesson ${lesson} is ${state} by ${commit.slice(0, 12)}.`,
});
