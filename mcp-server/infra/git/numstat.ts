/** The size of a change. Binary files count as files, not as lines. */
export interface DiffStat {
  files: number;
  insertions: number;
  deletions: number;
}

/** Reads the output of `git diff --numstat -z`. */
export function parseNumstat(output: string): DiffStat {
  const stat = { files: 0, insertions: 0, deletions: 0 };
  for (const field of output.split('\0')) {
    // A rename is followed by its two names, which have no numbers and are skipped.
    const numbers = /^(\d+|-)\t(\d+|-)\t/.exec(field);
    if (!numbers) continue;
    stat.files += 1;
    stat.insertions += Number(numbers[1]) || 0;
    stat.deletions += Number(numbers[2]) || 0;
  }
  return stat;
}
