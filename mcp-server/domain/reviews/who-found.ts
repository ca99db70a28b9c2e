import type { Finding, Verdict } from '../../kernel/model.ts';

/** Who saw a finding, against all who reviewed: `by all`, `by both`, or `only by codex`. Nothing where one reviewed alone. */
export function whoFound({ foundBy = [] }: Finding, { opinions = [] }: Verdict): string {
  const given = opinions.filter(({ is }) => is === 'given');
  if (given.length < 2 || foundBy.length === 0) return '';
  if (foundBy.length < given.length) return `only by ${foundBy.join(' and ')}`;
  return given.length === 2 ? 'by both' : 'by all';
}

/** What the reviewers of a verdict came to, each in a word or two. Nothing where one reviewed alone. */
export function sayOpinions({ opinions = [] }: Verdict): string[] {
  const there = opinions.filter(({ is }) => is !== 'absent');
  if (there.length < 2) return [];
  return there.map(({ by, is, decision, said }) =>
    is === 'given' ? `${by}: ${decision ?? 'no answer'}` : `${by} gave no answer: ${said}`,
  );
}

/** Which reviewers were not there, each in a sentence, once. */
export const sayAbsent = (verdicts: readonly (Verdict | null)[]): string[] => [
  ...new Set(verdicts.flatMap((verdict) => (verdict?.opinions ?? []).flatMap(({ is, said }) => (is === 'absent' ? [said] : [])))),
];
