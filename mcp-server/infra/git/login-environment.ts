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

/** Of the person's environment, what git needs to reach a remote besides their configuration: their agent and their proxies. */
export const loginEnvironment = (environment: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
