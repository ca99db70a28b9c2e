const part = '[A-Za-z0-9._-]+';
const forms = [
  new RegExp(
    `^(?:https?|ssh|git)://(?:[^@/]+@)?(?<host>[A-Za-z0-9.-]+)(?::\\d+)?/(?<owner>${part})/(?<name>${part}?)(?:\\.git)?/?$`,
  ),
  new RegExp(`^(?:[^@/:]+@)?(?<host>[A-Za-z0-9.-]+):(?<owner>${part})/(?<name>${part}?)(?:\\.git)?/?$`),
];

/** The `host/owner/name` that the address of a remote stands for, or null where it is no address of a forge. */
export function forgeRepository(address: string): string | null {
  for (const form of forms) {
    const { host, owner, name } = form.exec(address)?.groups ?? {};
    if (host && owner && name && !owner.startsWith('-') && !name.startsWith('-')) return `${host}/${owner}/${name}`;
  }
  return null;
}
