import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { refuseRelativePath } from '../../kernel/refuse-relative-path.ts';

// What Claude Code, editors, hooks and package managers run or obey by themselves.
const obeyed =
  /(?:^|\/)(?:\.claude|\.mcp\.json|\.env[^/]*|\.npmrc|\.husky|\.vscode|\.idea)(?:\/|$)|^\.github\/workflows(?:\/|$)/i;
// Names that some file systems take for others: NTFS devices and short names, trailing dots, characters that HFS+ drops.
const ambiguous = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|~\d|[. ]$|[\u200b-\u200f\u2060-\u206f\ufeff]/i;

/**
 * Says why a file from outside may not be laid at `path` below `root`, or null when it may: only a plain relative path that
 * leads through no symbolic link and to nothing that a tool obeys by itself.
 */
export function refusePath(root: string, path: string): string | null {
  const refused = refuseRelativePath(path);
  if (refused !== null) return refused;
  const normal = path.normalize('NFC');
  const parts = normal.split('/');
  if (parts.some((part) => ambiguous.test(part))) return 'a file system may take its name for another';
  if (obeyed.test(normal)) return 'tools obey files at that place';
  return leadsThroughLink(root, parts) ? 'it leads through a symbolic link' : null;
}

function leadsThroughLink(root: string, parts: string[]): boolean {
  let at = root;
  for (const part of parts) {
    at = join(at, part);
    const found = lstatSync(at, { throwIfNoEntry: false });
    if (found?.isSymbolicLink()) return true;
    if (!found?.isDirectory()) return false;
  }
  return false;
}
