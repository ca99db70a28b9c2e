import { anyOverlap } from './overlap.ts';

/**
 * The lines of a ledger that are about lessons for some paths, as they stand, and at most a few more. To read a line whole
 * takes many times as long as this look, and a brief needs few of five hundred.
 */
export function ledgerAbout(ledger: string, paths: readonly string[]): string {
  const lines = ledger.split('\n');
  const near = new Set<string>();
  for (const line of lines) {
    const said = pathsKey.exec(line)?.[1];
    const id = said !== undefined && anyOverlap(readPaths(said), paths) ? idOf(line) : undefined;
    if (id !== undefined) near.add(id);
  }
  return lines.filter((line) => near.has(idOf(line) ?? '')).join('\n');
}

// Within a text its quotes are escaped, so that what looks like a key is one.
const idKey = /"id"\s*:\s*"([0-9a-f]+)"/;
const pathsKey = /"paths"\s*:\s*(\[[^\]]*\])/;

const idOf = (line: string): string | undefined => idKey.exec(line)?.[1];

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
