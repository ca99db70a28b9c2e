const names = new Set(
  [
    'PATH HOME USER LOGNAME SHELL LANG LANGUAGE TERM COLORTERM NO_COLOR TMPDIR TZ',
    'HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy all_proxy',
    'NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR',
  ].flatMap((line) => line.split(' ')),
);
const families = /^(?:LC_|XDG_)/;

/**
 * The part of an environment that every child may see: what finds programs, folders, language and the network. Keys, tokens
 * and the marks of the session that we run in stay out; `pass` names what a person lets through besides.
 */
export function scrubEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  { pass = [] }: { pass?: readonly string[] } = {},
): Record<string, string> {
  const passed = new Set(pass);
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && (names.has(entry[0]) || families.test(entry[0]) || passed.has(entry[0])),
    ),
  );
}
