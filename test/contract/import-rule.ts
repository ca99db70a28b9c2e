import { findImports, packageOf, resolveImport, type Import } from './find-imports.ts';
import type { Sources } from './read-sources.ts';

/** Who alone may import a package: a file, or any file of a folder. */
const homes: Record<string, string> = {
  'better-sqlite3': 'mcp-server/infra/store/',
  execa: 'mcp-server/infra/process/exec.ts',
  'simple-git': 'mcp-server/infra/git/git.ts',
};

// Says the name and version that the server answers with; it is data, and the one home of both.
const manifest = 'plugin.json';

/** Every import of the server that goes against the order of folders, or that takes a package past its one importer. */
export const findServerViolations = (sources: Sources): string[] =>
  findImports(sources).flatMap((one) => {
    const to = resolveImport(one);
    const wrong = to === null ? refusePackage(one) : refuseDirection(one.from, to);
    return wrong ? [`${one.from} imports ${to ?? one.wanted}: ${wrong}`] : [];
  });

/** Every import of the hooks that is neither Node's nor their own: hooks and server meet in files. */
export const findHookViolations = (sources: Sources): string[] =>
  findImports(sources).flatMap((one) => {
    const to = resolveImport(one);
    const isOwn = to === null ? packageOf(one) === null : to.startsWith('hooks/');
    return isOwn ? [] : [`${one.from} imports ${to ?? one.wanted}: a hook imports node: and hooks only`];
  });

function refusePackage(one: Import): string | null {
  const home = homes[packageOf(one) ?? ''];
  return home === undefined || one.from.startsWith(home) ? null : `only ${home} does`;
}

/** The rule: a file may import its neighbours, folders beside it, and folders that sort after one that it lives in. */
function refuseDirection(from: string, to: string): string | null {
  if (!to.startsWith('mcp-server/')) return to === manifest ? null : 'that is outside the server';
  const [own, other] = [foldersOf(from), foldersOf(to)];
  const apart = own.findIndex((folder, at) => folder !== other[at]);
  if (apart === -1) return null;
  const [mine = '', theirs] = [own[apart], other[apart]];
  if (theirs === undefined) return 'that is up';
  return theirs > mine ? null : `that is back: ${theirs} sorts before ${mine}`;
}

const foldersOf = (path: string): string[] => path.split('/').slice(0, -1);
