import { parse, parseDocument, stringify } from 'yaml';

const head = /^---\r?\n([\s\S]*?\n|)---\r?\n/;

/** The globs that the front matter of a rule names, or null where it names none that can be read. */
export function readPaths(file: string): string[] | null {
  try {
    const matter: unknown = parse(head.exec(file)?.[1] ?? '');
    if (typeof matter !== 'object' || matter === null || !('paths' in matter)) return null;
    const { paths } = matter;
    const list: unknown[] = Array.isArray(paths) ? paths : [paths];
    return list.every((path) => typeof path === 'string') ? list : null;
  } catch {
    return null;
  }
}

/** The file with these globs in its front matter. One that names them already stays byte for byte. */
export function putPaths(file: string, paths: readonly string[]): string {
  const before = readPaths(file);
  if (before !== null && JSON.stringify(before) === JSON.stringify(paths)) return file;
  const found = head.exec(file);
  if (!found) return `---\n${stringify({ paths })}---\n\n${file}`;
  const matter = parseDocument(found[1] ?? '');
  matter.set('paths', paths);
  return `---\n${matter.toString()}---\n${file.slice(found[0].length)}`;
}

/** What of a file is not front matter that names globs alone. */
export function withoutPaths(file: string): string {
  const found = head.exec(file);
  if (!found) return file;
  const keys = Object.keys((parse(found[1] ?? '') as object | null) ?? {});
  return keys.every((key) => key === 'paths') ? file.slice(found[0].length) : file;
}

/** The file without its front matter. */
export const withoutMatter = (file: string): string => file.slice(head.exec(file)?.[0].length ?? 0);
