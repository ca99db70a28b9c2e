import { digest } from '../../kernel/id.ts';
import type { Finding, Severity } from '../../kernel/model.ts';
import type { ReviewAnswer, StatedFinding } from './verdict-schema.ts';

/** What one reviewer answered. */
export interface GivenAnswer {
  by: string;
  answer: ReviewAnswer;
}

/** A finding, and the reviewers who saw it. */
export interface JoinedFinding extends StatedFinding {
  foundBy: string[];
}

/** The id of a finding. */
export const findingId = ({ file, title }: Pick<Finding, 'file' | 'title'>): string => digest(`${file}\n${normal(title)}`);

const normal = (title: string): string => title.toLowerCase().replace(/\s+/g, ' ').trim();

/**
 * Joins what reviewers found, by id. What has the same file and title counts once, as the one that says more, and so does what
 * two reviewers show by the same evidence. Two that stand within a few lines of each other are both kept, and each counts as
 * seen by both: they may be two faults, and none may be lost.
 */
export function joinAnswers(answers: readonly GivenAnswer[]): Map<string, JoinedFinding> {
  const joined = new Map<string, JoinedFinding>();
  for (const { by, answer } of answers) {
    for (const stated of answer.findings) {
      const finding = { ...stated, foundBy: [by] };
      const id = sameOfOther(joined, finding, by) ?? findingId(finding);
      const before = joined.get(id);
      joined.set(id, before ? merged(before, finding) : finding);
    }
  }
  return seenByOthers(joined);
}

/** What another reviewer found in the same file and shows by the same evidence. */
function sameOfOther(joined: ReadonlyMap<string, JoinedFinding>, finding: StatedFinding, by: string): string | null {
  if (!finding.evidence) return null;
  const proof = JSON.stringify(finding.evidence);
  const same = [...joined].find(
    ([, one]) => one.file === finding.file && !one.foundBy.includes(by) && JSON.stringify(one.evidence) === proof,
  );
  return same?.[0] ?? null;
}

// Longer than a statement and shorter than a function.
const nearLines = 3;

function seenByOthers(joined: Map<string, JoinedFinding>): Map<string, JoinedFinding> {
  const all = [...joined.values()];
  const near = (one: JoinedFinding) =>
    all.filter(
      ({ file, line, severity }) =>
        file === one.file && Math.abs(line - one.line) <= nearLines && isGrave(severity) === isGrave(one.severity),
    );
  return new Map(
    Array.from(joined, ([id, one]) => [
      id,
      { ...one, foundBy: [...new Set(near(one).flatMap(({ foundBy }) => foundBy))].toSorted() },
    ]),
  );
}

const isGrave = (severity: Severity): boolean => severity !== 'minor';

function merged(one: JoinedFinding, other: JoinedFinding): JoinedFinding {
  const fuller = saysMuch(other) > saysMuch(one) ? other : one;
  // Where they differ about whose fault it is, it is this change's.
  const origin = one.origin === 'before' && other.origin === 'before' ? 'before' : 'change';
  return { ...fuller, origin, foundBy: [...new Set([...one.foundBy, ...other.foundBy])] };
}

const weight: Record<Severity, number> = { critical: 2, major: 1, minor: 0 };

const saysMuch = ({ evidence, severity }: StatedFinding): number => (evidence ? 10 : 0) + weight[severity];
