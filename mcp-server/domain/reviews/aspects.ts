import type { ReviewAspect } from '../../kernel/config-reviews.ts';

const questions: Record<ReviewAspect, string> = {
  correctness: 'what the spec asks and is missing or wrong, what worked before and breaks, what loses data.',
  security: 'input that is trusted, rights that nobody asked for, secrets that leak, what opens a hole.',
  tests: 'what the spec asks and no test would miss, and tests that pass whatever the code does.',
  simplicity: 'what a reader can do without: dead, said twice, more general than the spec needs. Always minor.',
};

/** What a reviewer looks at, a line for each aspect. */
export const renderAspects = (aspects: readonly ReviewAspect[]): string =>
  aspects.map((aspect) => `- ${aspect}: ${questions[aspect]}`).join('\n');
