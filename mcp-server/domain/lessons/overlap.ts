import picomatch from 'picomatch';

const matchers = new Map<string, (path: string) => boolean>();

/** Whether a glob matches a path. Compiled globs are kept: a brief asks for hundreds. */
export function matches(glob: string, path: string): boolean {
  let matcher = matchers.get(glob);
  if (!matcher) matchers.set(glob, (matcher = picomatch(glob, { dot: true })));
  return matcher(path);
}

const fixedParts = new Map<string, string>();

/** The part of a glob before its first wildcard, up to a whole folder. */
function fixedPart(glob: string): string {
  let fixed = fixedParts.get(glob);
  if (fixed === undefined) fixedParts.set(glob, (fixed = findFixedPart(glob)));
  return fixed;
}

function findFixedPart(glob: string): string {
  const plain = glob.split(/[*?[\]{}()!+@]/, 1)[0] ?? '';
  return plain === glob ? plain : plain.slice(0, plain.lastIndexOf('/') + 1);
}

const wild = new Set(Array.from('*?[]{}()!+@', (letter) => letter.charCodeAt(0)));

/** Whether two globs differ in a letter before either has a wildcard or ends: most do from the first folder on. */
function differAtOnce(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const a = one.charCodeAt(at);
    const b = other.charCodeAt(at);
    if (a !== b) return !wild.has(a) && !wild.has(b);
    if (wild.has(a)) return false;
  }
  return false;
}

const isPlain = (glob: string): boolean => fixedPart(glob) === glob;

const extensionOf = (glob: string): string | null => /\.(\w+)$/.exec(glob)?.[1] ?? null;

/**
 * Whether two globs may name the same file. Says yes when in doubt: a lesson too many in a brief costs a few tokens, one too
 * few costs a fault.
 */
export function mayOverlap(one: string, other: string): boolean {
  if (differAtOnce(one, other)) return false;
  if (isPlain(one) && isPlain(other)) return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
  if (isPlain(one)) return matches(other, one) || fixedPart(other).startsWith(`${one}/`);
  if (isPlain(other)) return mayOverlap(other, one);
  const [a, b] = [fixedPart(one), fixedPart(other)];
  if (!a.startsWith(b) && !b.startsWith(a)) return false;
  const [x, y] = [extensionOf(one), extensionOf(other)];
  return x === null || y === null || x === y;
}

/** Whether any of some globs may name a file that any of others names. No globs at all mean every file. */
export const anyOverlap = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === 0 || others.length === 0 || some.some((one) => others.some((other) => mayOverlap(one, other)));
