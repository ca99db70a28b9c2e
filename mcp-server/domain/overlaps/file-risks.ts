import type { PastChange, Span } from './read-history.ts';

/** How likely two tasks that both change a file conflict in it, from 0 to 1, and why. */
export interface FileRisk {
  risk: number;
  because: string;
}

// Files that every task appends to, or that a program writes whole: two changes seldom miss each other.
const hot: [RegExp, string][] = [
  [
    /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock|Cargo\.lock|go\.sum|uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock|Gemfile\.lock|composer\.lock|mix\.lock)$/,
    'a lockfile',
  ],
  [/(?:^|\/)(?:CHANGE(?:S|LOG)|HISTORY|NEWS|RELEASES?)(?:\.\w+)?$/i, 'a list of changes that everybody appends to'],
  [/(?:^|\/)(?:migrations?|migrate)\//i, 'a folder of numbered migrations'],
  [/(?:^|\/)(?:routes?|router|urls)\.\w+$/i, 'a table of routes'],
  [/(?:^|\/)index\.[cm]?[jt]sx?$|(?:^|\/)mod\.rs$|(?:^|\/)__init__\.py$/, 'a list of what a folder exports'],
];

// What is believed of a file before its history says more: as strong as this many pairs of changes.
const believed = { risk: 0.35, hotRisk: 0.8, pairs: 4 };
// Enough pairs to know; a busy file has thousands.
const mostChanges = 40;
// git takes changes on neighbouring lines for a conflict.
const reach = 1;

/** Learns from a history how often two changes of the same file fell on the same lines. */
export function learnFileRisks(history: readonly PastChange[]): (path: string) => FileRisk {
  const changes = new Map<string, (readonly Span[])[]>();
  for (const { files } of history) {
    for (const [path, spans] of files) {
      const known = changes.get(path) ?? [];
      if (known.length < mostChanges) known.push(spans);
      changes.set(path, known);
    }
  }
  return (path) => {
    const seen = changes.get(path) ?? [];
    const reason = hot.find(([pattern]) => pattern.test(path))?.[1];
    const start = reason ? believed.hotRisk : believed.risk;
    const { pairs, met } = countPairs(seen);
    const risk = (start * believed.pairs + met) / (believed.pairs + pairs);
    const past = pairs === 0 ? 'it has no history' : `${met} of ${pairs} pairs of its last changes met`;
    return { risk, because: reason ? `${reason}; ${past}` : past };
  };
}

function countPairs(changes: readonly (readonly Span[])[]): { pairs: number; met: number } {
  let pairs = 0;
  let met = 0;
  for (const [index, one] of changes.entries()) {
    for (const other of changes.slice(index + 1)) {
      pairs += 1;
      if (one.some((span) => other.some((second) => touches(span, second)))) met += 1;
    }
  }
  return { pairs, met };
}

const touches = ([from, to]: Span, [start, end]: Span): boolean => from <= end + reach && start <= to + reach;
