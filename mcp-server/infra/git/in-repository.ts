import type { Repository } from '../../kernel/model.ts';

/** Where a git call works that concerns the repository as a whole: its refs and its list of worktrees, no work tree. */
export const inRepository = ({ commonDir }: Repository): { cwd: string; environment: Record<string, string> } => ({
  cwd: commonDir,
  environment: { GIT_DIR: commonDir },
});
