/**
 * What stands at a `$` or backtick: a name, the source of a substitution, or neither. Null when it does not close.
 * @param {string} source
 * @param {number} at
 * @returns {{ end: number, name: string | null, source: string | null, literal: boolean } | null}
 */
export function substitution(source, at) {
  const rest = source.slice(at);
  if (rest.startsWith('`')) {
    const close = /^`((?:\\[^]|[^\\`])*)`/.exec(rest);
    return close ? { end: at + close[0].length, name: null, source: close[1] ?? '', literal: false } : null;
  }
  if (rest.startsWith('$(')) {
    const close = closing(source, at + 1);
    return close < 0 ? null : { end: close + 1, name: null, source: source.slice(at + 2, close), literal: false };
  }
  const name = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/.exec(rest);
  if (name) return { end: at + name[0].length, name: name[1] ?? name[2] ?? null, source: null, literal: false };
  const other = /^\$(?:\{[^}]*\}|[\d@*#?$!-])/.exec(rest);
  if (other) return { end: at + other[0].length, name: null, source: null, literal: false };
  return { end: at + 1, name: null, source: null, literal: true };
}

/**
 * Where the parenthesis that opens at `open` closes, quotes and here-documents respected; -1 when nowhere.
 * @param {string} source
 * @param {number} open
 */
export function closing(source, open) {
  const parts = /<<-?\s*(["']?)(\w+)\1[^\n]*\n(?:[^]*?\n)??\t*\2(?=[\n)]|$)|\\[^]|'[^']*'|"(?:\\[^]|[^\\"])*"|[()]/g;
  parts.lastIndex = open;
  let depth = 0;
  for (let part = parts.exec(source); part; part = parts.exec(source)) {
    if (part[0] === '(') depth += 1;
    if (part[0] === ')') depth -= 1;
    if (depth === 0) return part.index;
  }
  return -1;
}
