// What a git of ours could set off. From git 2.54 on hooks may stand in the configuration, where no path switches them off.
const hookEvents = [
  'reference-transaction',
  'post-index-change',
  'post-checkout',
  'post-merge',
  'pre-merge-commit',
  'post-commit',
];

/**
 * Settings that every git call of ours has, whatever the repository says: its hooks, monitors and signers do not run, nothing
 * is collected under a running session, and a ref that we call moved is on the disk.
 */
export const hardening: readonly string[] = [
  'core.hooksPath=/dev/null',
  ...hookEvents.map((event) => `hook.${event}.enabled=false`),
  'core.fsmonitor=false',
  'core.fsync=committed,reference',
  'gc.auto=0',
  'maintenance.auto=false',
  'commit.gpgSign=false',
  'log.showSignature=false',
  'submodule.recurse=false',
  'color.ui=false',
];

const passed = ['PATH', 'HOME', 'USER', 'LOGNAME', 'XDG_CONFIG_HOME', 'TMPDIR', 'TEMP', 'SYSTEMROOT', 'USERPROFILE'];

/**
 * The environment of a git call: the little that git needs to find itself and the person's own configuration, and nothing that
 * says which repository to use. Messages are in English, no prompt waits, nothing is fetched, and reading takes no lock that a
 * session may want.
 */
export function gitEnvironment(more: Record<string, string> = {}): Record<string, string> {
  const environment: Record<string, string> = {
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    // An object that is missing is missing: to fetch it, git would run what the repository names as its remote's program.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
  };
  for (const name of passed) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return { ...environment, ...more };
}
