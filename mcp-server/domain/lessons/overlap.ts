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

const isPlain = (glob: string): boolean => fixedPart(glob) === glob;

const extensionOf = (glob: string): string | null => /\.(\w+)$/.exec(glob)?.[1] ?? null;

/**
 * Whether two globs may name the same file. Says yes when in doubt: a lesson too many in a brief costs a few tokens, one too
 * few costs a fault.
 */
export function mayOverlap(one: string, other: string): boolean {
  if (isPlain(one) && isPlain(other)) return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
  if (isPlain(one)) {
    // Most globs differ from the first folder on, and need no matcher.
    return (one.startsWith(fixedPart(other)) && matches(other, one)) || fixedPart(other).startsWith(`${one}/`);
  }
  if (isPlain(other)) return mayOverlap(other, one);
  const [a, b] = [fixedPart(one), fixedPart(other)];
  if (!a.startsWith(b) && !b.startsWith(a)) return false;
  const [x, y] = [extensionOf(one), extensionOf(other)];
  return x === null || y === null || x === y;
}

/** Whether any of some globs may name a file that any of others names. No globs at all mean every file. */
export const anyOverlap = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === 0 || others.length === 0 || some.some((one) => others.some((other) => mayOverlap(one, other)));
