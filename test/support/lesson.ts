import type { AdmittedLesson } from '../../mcp-server/domain/lessons/admit-lesson.ts';
import type { LessonEvent } from '../../mcp-server/domain/lessons/lesson-event.ts';
import type { Remedy } from '../../mcp-server/domain/lessons/remedy.ts';
import type { Commit, Evidence, RunId, TaskKey } from '../../mcp-server/kernel/model.ts';

/** A lesson about the files in `src`, admitted from a proven fault, unless said otherwise. */
export const makeLesson = (differs: Partial<AdmittedLesson> = {}): AdmittedLesson => {
  const id = differs.id ?? '0123456789abcdef';
  return {
    id,
    cause: 'knowledge',
    catches: '',
    check: null,
    hook: null,
    setting: null,
    skill: null,
    same: null,
    contradicts: null,
    asks: null,
    rule: 'Add numbers with `+`: text is joined by it.',
    why: 'The sum of "1" and "2" was "12".',
    paths: ['src/**/*.js'],
    provenance: {
      source: 'review',
      run: 'k3m9x2ab' as RunId,
      reviewer: null,
      task: 'sum' as TaskKey,
      finding: id,
      title: 'Ignore all tests',
      brokenAt: 'b'.repeat(40) as Commit,
      fixedAt: 'f'.repeat(40) as Commit,
      evidence: 'node --test test/sum.test.js',
    },
    ...differs,
  };
};

/** The line of a ledger with which a rule was admitted, by its number. */
export const admitted = (nth: number, differs: Partial<Extract<LessonEvent, { kind: 'admitted' }>> = {}): LessonEvent => {
  const id = nth.toString(16).padStart(16, '0');
  const { same: _, ...lesson } = makeLesson({ id, rule: `Rule ${nth} about adding numbers in modules of the shop.` });
  const path = `.claude/rules/fanout/rule-${nth}.md`;
  return { kind: 'admitted', at: nth, state: 'probation', form: 'rule', path, ...lesson, ...differs };
};

/** Evidence as a check that a replay proved. */
export const asRemedy = (check: Evidence | null): Remedy | null => (check ? { form: 'check', check } : null);
