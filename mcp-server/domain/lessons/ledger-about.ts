import { anyOverlap } from './overlap.ts';

/** What a line says at a glance, before it is checked: which lesson it is about, and for which files. */
interface Glance {
  id: string | undefined;
  /** Null where the line says nothing of files. */
  paths: readonly string[] | null;
}

/**
 * The lines of a ledger that are about lessons for some paths, as they stand, and at most a few more. To read a line whole
 * takes many times as long as this look, and a brief needs few of five hundred.
 */
export function ledgerAbout(ledger: string, paths: readonly string[]): string {
  const lines = ledger.split('\n').map((line) => ({ line, glance: glanceAt(line) }));
  const near = new Set(lines.flatMap(({ glance }) => (glance.paths && anyOverlap(glance.paths, paths) ? [glance.id] : [])));
  return lines.flatMap(({ line, glance }) => (glance.id !== undefined && near.has(glance.id) ? [line] : [])).join('\n');
}

// Within a text its quotes are escaped, so that what looks like a key is one.
const idKey = /"id"\s*:\s*"([0-9a-f]+)"/;
const pathsKey = /"paths"\s*:\s*(\[[^\]]*\])/;

const glanceAt = (line: string): Glance => {
  const said = pathsKey.exec(line)?.[1];
  return { id: idKey.exec(line)?.[1], paths: said === undefined ? null : readPaths(said) };
};

function readPaths(said: string): readonly string[] {
  try {
    const paths: unknown = JSON.parse(said);
    return isTexts(paths) ? paths : everyFile;
  } catch {
    // A glob with a bracket: the line is read whole.
    return everyFile;
  }
}

const everyFile: readonly string[] = [];

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === 'string');
