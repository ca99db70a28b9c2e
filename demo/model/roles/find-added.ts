/** Finds the first added line of a unified diff that matches, as a file and the number of the line in it. */
export function findAdded(diff: string, sign: RegExp): { file: string; line: number } | null {
  let file = '';
  let line = 0;
  for (const text of diff.split('\n')) {
    const hunk = /^@@ -\S+ \+(\d+)/.exec(text);
    if (hunk) line = Number(hunk[1]);
    else if (text.startsWith('+++ ')) file = text.slice(4).replace(/^b\//, '').trim();
    else if (text.startsWith('+') && sign.test(text)) return { file, line };
    else if (text.startsWith('+') || text.startsWith(' ')) line += 1;
  }
  return null;
}
