import { join } from 'node:path';
import { digest } from '../../../kernel/id.ts';
import type { Commit, Repository } from '../../../kernel/model.ts';
import type { Infra } from '../../../infra/infra.ts';

/** What a spare says of itself. */
export interface SpareNote {
  commit: Commit;
  conversion: string;
  /** Whether it is a snapshot, of which any number of worktrees are made while it stays. */
  isSnapshot?: boolean;
}

/** The bytes of the index from which on a spare is worth its while: about a thousand files, fewer are checked out in less time. */
export const leastIndexBytes = 80_000;

/** The folder of all spares: below it one per repository, and in that one per spare. */
export const spareRoot = ({ home }: Infra): string => join(home, 'spares');

/** The folder of a repository's spares. */
export const shelfOf = (infra: Infra, { commonDir }: Repository): string => join(spareRoot(infra), digest(commonDir, 32));

/** Where the index of a worktree is kept as it was when its files were laid, beside what anybody did to it since. */
export const plantedIndex = ({ home }: Infra, path: string): string => join(home, 'workspaces', `${digest(path, 32)}.index`);
