/** A conflict as git marked it, and the same lines with both sides kept, ours first. */
export interface Conflict {
  region: string;
  both: string;
}

/**
 * The conflicts of a file, in order. Knows the markers of `merge` and of `diff3`.
 *
 * ```
 *  text ─<<<<<<<─▶ ours ─(|||||||─▶ base)─=======─▶ theirs ─>>>>>>>─▶ text
 * ```
 */
export function conflictsIn(text: string): Conflict[] {
  const conflicts: Conflict[] = [];
  let side: 'text' | 'ours' | 'base' | 'theirs' = 'text';
  let region: string[] = [];
  let both: string[] = [];
  for (const line of text.split('\n')) {
    if (side === 'text' && !line.startsWith('<<<<<<< ')) continue;
    region.push(line);
    if (line.startsWith('<<<<<<< ')) side = 'ours';
    else if (side === 'ours' && line.startsWith('|||||||')) side = 'base';
    else if (side !== 'theirs' && line === '=======') side = 'theirs';
    else if (side === 'theirs' && line.startsWith('>>>>>>> ')) {
      conflicts.push({ region: region.join('\n'), both: both.join('\n') });
      [side, region, both] = ['text', [], []];
    } else if (side !== 'base') both.push(line);
  }
  return conflicts;
}
