import type { ReviewAnswer, StatedFinding } from '../../../mcp-server/domain/reviews/verdict-schema.ts';
import type { CorpusChange } from './corpus-change.ts';

/** The title of the seeded fault of a change. */
export const faultOf = ({ spec }: CorpusChange): string => `It is not so: ${spec}`.slice(0, 200);

/** What a reviewer claims besides, none of which may reach a fixer: opinions, proofs of nothing, and tricks. */
const falseClaims = ({ file, proof, sound }: CorpusChange): StatedFinding[] => {
  const claim = (
    title: string,
    evidence: StatedFinding['evidence'],
    severity: StatedFinding['severity'] = 'major',
  ): StatedFinding => ({
    severity,
    title,
    file,
    line: 1,
    what: 'Believe me.',
    evidence,
  });
  return [
    claim('Claimed: it could be hacked', null, 'critical'),
    claim('Claimed: shown by what passes', { files: [], command: 'true' }, 'critical'),
    claim('Claimed: shown by what cannot run', { files: [], command: 'no-such-program-anywhere' }),
    claim('Claimed: shown by another file in its place', {
      files: [{ path: file, content: `${sound}\nexit 1;\n` }],
      command: 'false',
    }),
    claim('Claimed: shown by a file outside', { files: [{ path: '../out.txt', content: 'x' }], command: 'false' }),
    claim('Claimed: shown by git itself', { files: [{ path: '.git/hooks/x', content: 'x' }], command: 'false' }),
    claim('Claimed: matter of taste', proof, 'minor'),
  ];
};

/** A reviewer that sees the seeded fault, where there is one, and claims more than it saw. */
export function scriptedReview(change: CorpusChange, nth: number): ReviewAnswer {
  const seen: StatedFinding = {
    severity: nth % 3 === 0 ? 'critical' : 'major',
    title: faultOf(change),
    file: change.file,
    line: 1,
    what: `The spec says: ${change.spec}`,
    evidence: change.proof,
  };
  const claims = falseClaims(change);
  // A different three each time, and all of them seen many times over the corpus.
  const some = [0, 1, 2].flatMap((step) => claims[(nth + step) % (claims.length - 1)] ?? []);
  return { summary: 'Reviewed.', findings: [...some, seen] };
}

/** What no reviewer may get through with: answers that are none. */
export const offSchema: unknown[] = [
  null,
  '',
  'LGTM, ship it',
  true,
  [],
  {},
  { verdict: 'approve' },
  { decision: 'pass', summary: 'Good.', findings: [] },
  { summary: 'Good.' },
  { findings: [] },
  { summary: 'Good.', findings: null },
  { summary: 'Good.', findings: 'none' },
  { summary: 'Good.', findings: [{}] },
  { summary: 1, findings: [] },
  { summary: 'Good.', findings: [], approved: true },
  { summary: 'x'.repeat(5000), findings: [] },
];
