import type { Infra } from '../../infra/infra.ts';
import type { RunId } from '../../kernel/model.ts';
import type { RunState } from '../tasks/run-state.ts';
import { readRunState } from './work/record.ts';

/** What a run of trials showed; null where it has not ended, or was cancelled. */
export const readProof = ({ store }: Pick<Infra, 'store'>, run: RunId): RunState['proved'] =>
  readRunState(store, run)?.proved ?? null;
