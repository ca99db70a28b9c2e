import type { Provenance } from '../../kernel/model.ts';

/** Who a lesson comes from, in words: a run and its task, or a person. */
export const originOf = ({ run, task }: Pick<Provenance, 'run' | 'task'>): string =>
  run === null ? 'a person' : `run ${run}, task ${task}`;
