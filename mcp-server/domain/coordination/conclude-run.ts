import type { Infra } from '../../infra/infra.ts';
import { exhaustedBy } from '../../infra/process/exhausted.ts';
import type { RunState } from '../tasks/run-state.ts';
import type { TaskState } from '../tasks/task-state.ts';
import { concludeProof, isProof } from './conclude-proof.ts';
import { offerLessons } from './offer-lessons.ts';
import { proveLearnt } from './prove-learnt.ts';
import { tendLessons } from './tend-lessons.ts';

/**
 * Does what is due once every task of a run has ended: the counters decide over its lessons, what a replay proved is offered, and
 * new rules are tried out; of a run of trials, what they showed is written down. A defect in that is logged, and the run ends all
 * the same.
 */
export async function concludeRun(infra: Infra, state: RunState, tasks: readonly TaskState[]): Promise<void> {
  try {
    if (isProof(state)) {
      if (!state.proved) await concludeProof(infra, state, tasks);
      return;
    }
    await tendLessons(infra, state);
    await offerLessons(infra, state);
    await proveLearnt(infra, state);
  } catch (error) {
    // What there is no room for is done when there is.
    if (exhaustedBy(error)) throw error;
    infra.log.error({ err: error, run: state.run }, 'defect at the end of a run');
  }
}
