const names = [
  'SSH_AUTH_SOCK',
  'SSH_AGENT_PID',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'no_proxy',
];

/**
 * What a git call needs to reach a remote: the person's agent and proxies, and leave to speak to one at all, by every way but those
 * that are command lines.
 */
export const loginEnvironment = (environment: Readonly<Record<string, string | undefined>>): Record<string, string> => ({
  GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
  ...Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  ),
});
