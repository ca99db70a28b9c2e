/**
 * What git says when it met another git in the middle of its work, and would succeed a moment later: a worktree's entry that
 * another `worktree add` is still writing (in two wordings), the lock of the configuration, and the lock of a ref or an index.
 */
const races = [
  /failed to read .*commondir/,
  /bad object worktrees\//,
  /could not lock config file/,
  /Unable to create '.*\.lock': File exists/,
];

/** Whether a failed call of git met another git, by the four messages that are known for it. */
export const isTransient = (stderr: string): boolean => races.some((race) => race.test(stderr));
