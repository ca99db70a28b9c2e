import type { Lesson } from '../../kernel/model.ts';

/** The file that all lessons of a repository are written in, one per line, oldest first. */
export const ledgerPath = '.fanout/lessons.jsonl';

/** One line of the ledger. */
export interface LedgerLine {
  id: string;
  state: 'active';
  /** Where it is rendered. */
  path: string;
  rule: string;
  why: string;
  paths: string[];
  provenance: Lesson['provenance'];
}

/** The ledger with one more line. What was in it stays byte for byte. */
export function appendLine(ledger: string, line: LedgerLine): string {
  const before = ledger === '' || ledger.endsWith('\n') ? ledger : `${ledger}\n`;
  return `${before}${JSON.stringify(line)}\n`;
}

/** Where the ledger says that a lesson is rendered, or null when it does not know the lesson. Lines it cannot read are passed over. */
export function findLine(ledger: string, id: string): Pick<LedgerLine, 'path'> | null {
  for (const text of ledger.split('\n')) {
    const line = readLine(text);
    if (line?.id === id) return line;
  }
  return null;
}

function readLine(text: string): { id: string; path: string } | null {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line !== 'object' || line === null || !('id' in line) || !('path' in line)) return null;
    return typeof line.id === 'string' && typeof line.path === 'string' ? { id: line.id, path: line.path } : null;
  } catch {
    return null;
  }
}
