import type { MergeWanted } from './wanted.ts';

/** The name under which everything that moves a target waits for its turn. */
export const targetKey = ({ repository, target }: Pick<MergeWanted, 'repository' | 'target'>): string =>
  `${repository.commonDir} ${target}`;
