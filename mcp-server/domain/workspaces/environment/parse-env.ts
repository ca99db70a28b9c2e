/**
 * The assignments of a `.env` file, as dotenv and the shells read them in common: the last one of a name counts, `export` and
 * quotes go, `#` after a space begins a comment. References such as `${HOST}` stay as written.
 */
export function parseEnv(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const pattern = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*("(?:\\.|[^"\\])*"|'[^']*'|`[^`]*`|[^\r\n]*)/gm;
  for (const [, name = '', written = ''] of text.matchAll(pattern)) found.set(name, unquote(written));
  return found;
}

function unquote(written: string): string {
  const [quote = ''] = written;
  if (written.length > 1 && written.endsWith(quote) && `"'\``.includes(quote)) return written.slice(1, -1);
  return written.replace(/\s+#.*$/, '').trim();
}
