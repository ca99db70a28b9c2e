import type { PlannedProof } from '../../../domain/coordination/prove-lesson.ts';
import type { RunState } from '../../../domain/tasks/run-state.ts';
import type { RunId } from '../../../kernel/model.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';
import { dollars } from '../terminal/units.ts';

/** What trying a lesson out will take. */
export const proofPlanText = ({ lesson, proof, usd, sessions }: Omit<PlannedProof, 'submit'>): string =>
  [
    `Lesson ${lesson.id.slice(0, 8)}: ${sanitiseLine(lesson.rule)}`,
    `The work in which its fault came is done again by ${proof.model}, ${proof.tries} times without it and ${proof.tries} times with it, and other work with it.`,
    `That takes at most ${sessions} sessions, one after another, and at most ${dollars(usd)}. It ends earlier when nothing can change any more.`,
  ].join('\n');

const verdicts: Record<NonNullable<RunState['proved']>['verdict'], string> = {
  helps: 'The lesson helps',
  'not-needed': 'The lesson is not needed by this model',
  harms: 'The lesson harms',
  open: 'It is not shown whether the lesson helps',
};

/** What the trials showed. */
export const proofText = (run: RunId, proved: RunState['proved']): string =>
  proved === null
    ? `Run ${run} ended before the trials did, so they show nothing.`
    : `${verdicts[proved.verdict]}: ${sanitiseLine(proved.because)}.${proved.commit === null ? '' : ` It is written in commit ${proved.commit.slice(0, 10)}.`}`;
