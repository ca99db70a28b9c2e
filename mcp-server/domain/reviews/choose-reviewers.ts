import picomatch from 'picomatch';
import type { ReviewAspect, ReviewConfig } from '../../kernel/config-reviews.ts';

/** How large a change is, and what it touches. */
export interface ChangeSize {
  /** Lines added and removed. */
  lines: number;
  paths: readonly string[];
}

/** Which sessions review a change: what each looks at, and whether they need a strong model. */
export interface Reviewers {
  /** One session per entry. */
  sessions: { aspects: ReviewAspect[]; about: string | undefined }[];
  isRisky: boolean;
}

/** One session looks at a change of common size, from every side; a large one gets a session for each. */
export function chooseReviewers({ lines, paths }: ChangeSize, config: ReviewConfig): Reviewers {
  const aspects = [...new Set(config.aspects)];
  const isMarked = config.risky.length > 0 ? picomatch(config.risky, { dot: true }) : () => false;
  const isRisky = paths.some((path) => isMarked(path));
  const isLarge = lines > config.splitLines && aspects.length > 1;
  const sessions = isLarge
    ? aspects.map((aspect) => ({ aspects: [aspect], about: aspect as string | undefined }))
    : [{ aspects, about: undefined }];
  return { sessions, isRisky };
}
