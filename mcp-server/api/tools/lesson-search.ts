import { z } from 'zod';
import { lessonsHere } from '../../domain/coordination/lessons-here.ts';
import { anyOverlap } from '../../domain/lessons/overlap.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { lessonFacts, lessonOutput, onField } from './lesson-facts.ts';

const most = 50;

/** Finds lessons. */
export const lessonSearch = defineTool({
  name: 'lesson_search',
  title: 'Find what faults taught this repository',
  description: 'Lists lessons by the files that they are about and the words of their rules, retired ones too.',
  effect: 'reads',
  input: z.strictObject({
    paths: z.array(z.string().min(1)).max(50).default([]).describe('Files or globs. Default: all.'),
    words: z.string().max(200).default('').describe('Words that must occur in the rule.'),
    on: onField,
  }),
  output: z.strictObject({ lessons: z.array(lessonOutput), more: z.int() }),
  run: async ({ paths, words, on }, { cwd }) => {
    const here = await lessonsHere({ from: cwd, on });
    if (!here.ok) return here;
    const wanted = words.toLowerCase().split(/\s+/);
    const found = [...here.value.book.values()].filter(
      (record) => anyOverlap(record.paths, paths) && wanted.every((word) => record.rule.toLowerCase().includes(word)),
    );
    return ok({ lessons: found.slice(0, most).map(lessonFacts), more: Math.max(0, found.length - most) });
  },
  say: ({ lessons, more }) => `${lessons.length + more} lessons.`,
});
