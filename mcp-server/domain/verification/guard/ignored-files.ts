import picomatch from 'picomatch';
import type { FileChange } from '../../../infra/git/read-change.ts';
import type { Objection } from './objection.ts';

/** A `.gitignore` that lets go of what it ignored, or that would hide files that the repository holds. */
export function findIgnored(changes: readonly FileChange[], tracked: readonly string[]): Objection[] {
  return changes.flatMap(({ path, before, after }): Objection[] => {
    if (!/(?:^|\/)\.gitignore$/.test(path)) return [];
    const old = lines(before?.text ?? null);
    const now = lines(after?.text ?? null);
    const folder = path.slice(0, -'.gitignore'.length);
    const hides = [...now].filter((line) => !old.has(line) && (line.startsWith('!') || tracked.some(covers(line, folder))));
    const object = (what: string): Objection => ({ kind: 'protected', path, what });
    return [
      ...([...old].some((line) => !now.has(line)) ? [object('Lines that were there are gone.')] : []),
      ...hides.map((line) => object(`${JSON.stringify(line)} hides files that belong to the repository.`)),
    ];
  });
}

const lines = (text: string | null): Set<string> =>
  new Set(
    (text ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#')),
  );

/** git's patterns match a name at any depth unless they hold a slash before their end; a folder covers all below it. */
function covers(line: string, folder: string): (path: string) => boolean {
  const pattern = line.replace(/\/$/, '').replace(/^\//, '');
  const anchored = line.startsWith('/') || pattern.includes('/');
  const glob = `${folder}${anchored ? '' : '**/'}${pattern}`;
  return picomatch([glob, `${glob}/**`], { dot: true });
}
