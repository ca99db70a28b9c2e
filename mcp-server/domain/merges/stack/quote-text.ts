import { showHidden } from '../../reviews/hidden-characters.ts';

// Forges take a good deal more, and nobody reads it.
const mostSection = 8_000;

/** Text of others as a block of Markdown that it cannot close: it mentions nobody there and closes no issue. */
export function quoteBlock(text: string): string {
  const shown = cut(showHidden(text));
  const ticks = '`'.repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${ticks}text\n${shown}\n${ticks}`;
}

/** The same within a line. */
export function quoteLine(text: string): string {
  const shown = showHidden(text.replace(/\s+/g, ' ').trim()).slice(0, 300);
  const ticks = '`'.repeat(Math.max(1, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return ticks.length > 1 ? `${ticks} ${shown} ${ticks}` : `\`${shown}\``;
}

const cut = (text: string): string => (text.length > mostSection ? `${text.slice(0, mostSection)}\n… (cut)` : text);
