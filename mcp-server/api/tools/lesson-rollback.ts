import { defineTool } from './define-tool.ts';
import { takeInput, takeLesson, takenOutput } from './take-lesson.ts';

/** Rolls a lesson back. */
export const lessonRollback = defineTool({
  name: 'lesson_rollback',
  title: 'Roll a lesson back',
  description:
    'Like lesson_retire, for a lesson that should not have come: every file but the ledger is then as it was before it.',
  effect: 'destroys',
  input: takeInput,
  output: takenOutput,
  run: (wish, context) => takeLesson(context, { ...wish, because: `Rolled back: ${wish.because}` }),
  say: ({ lesson, state, commit }) => `Lesson ${lesson} is ${state} by ${commit.slice(0, 12)}.`,
});
