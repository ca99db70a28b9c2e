import { findInstallers } from './dependencies/installers.ts';

/**
 * The shell command that makes a fresh worktree at `path` runnable, by the lockfiles at its root; null when there is nothing
 * to install.
 */
export function detectSetup(path: string): string | null {
  const commands = findInstallers(path).map(({ command }) => command);
  return commands.length === 0 ? null : commands.join(' && ');
}
