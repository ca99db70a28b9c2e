/** The files that a diff leaves changed, as it names them. Names that git quotes are left out: no glob of a rule is meant for them. */
export const changedFiles = (diff: string): string[] =>
  Array.from(diff.matchAll(/^\+\+\+ b\/(.+)$/gm), ([, path = '']) => path.replace(/\t$/, ''));
