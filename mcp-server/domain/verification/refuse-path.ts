import { lstatSync } from 'node:fs';
import { join } from 'node:path';

// What git, Claude Code, editors and package managers run or obey by themselves.
const obeyed =
  /(?:^|\/)(?:\.git|\.claude|\.mcp\.json|\.env[^/]*|\.envrc|\.npmrc|\.husky|\.vscode|\.idea)(?:\/|$)|^\.github\/workflows(?:\/|$)/i;
// Names that some file systems take for others: NTFS devices and short names, trailing dots, characters that HFS+ drops.
const ambiguous = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|~\d|[. ]$|[\u200b-\u200f\u2060-\u206f\ufeff]/i;
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const unspeakable = /[\u0000-\u001f\u007f\\]/;

/**
 * Says why a file from outside may not be laid at `path` below `root`, or null when it may: only a plain relative path that
 * leads through no symbolic link and to nothing that a tool obeys by itself.
 */
export function refusePath(root: string, path: string): string | null {
  if (path.length === 0 || path.length > 512) return 'it is empty or too long';
  if (unspeakable.test(path)) return 'it holds control characters or backslashes';
  if (path.startsWith('/') || path.startsWith('~') || /^[a-z]:/i.test(path)) return 'it is not relative';
  const normal = path.normalize('NFC');
  const parts = normal.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    return 'it leads outside or is not in its shortest form';
  if (parts.some((part) => ambiguous.test(part))) return 'a file system may take its name for another';
  if (obeyed.test(normal)) return 'tools obey files at that place';
  return throughLink(root, parts) ? 'it leads through a symbolic link' : null;
}

function throughLink(root: string, parts: string[]): boolean {
  let at = root;
  for (const part of parts) {
    at = join(at, part);
    const found = lstatSync(at, { throwIfNoEntry: false });
    if (found?.isSymbolicLink()) return true;
    if (!found?.isDirectory()) return false;
  }
  return false;
}
