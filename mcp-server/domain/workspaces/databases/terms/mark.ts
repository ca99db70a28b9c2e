import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { digest } from '../../../../kernel/id.ts';
import type { Infra } from '../../../../infra/infra.ts';

/**
 * Eight characters that tell what this state folder made from what others made on the same server. They lie beside the store,
 * so that branches are found again when the store is lost.
 */
export function readMark({ home }: Pick<Infra, 'home'>): string {
  const path = join(home, 'databases', 'mark');
  mkdirSync(join(home, 'databases'), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, randomBytes(4).toString('hex'), { flag: 'wx' });
  } catch {
    // It was made before, or by somebody at the same time.
  }
  const mark = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{8}$/.test(mark)) throw new Error(`${path} does not hold a mark`);
  return mark;
}

/** What the name of every branch that this state folder makes begins with. */
export const branchPrefix = (mark: string): string => `fanout_b_${mark}_`;

/** Our name for the branch of a database: the same for the same workspace, a word of SQL, and at most 63 characters. */
export const branchId = (mark: string, { owner, name }: { owner: string; name: string }): string =>
  `${branchPrefix(mark)}${word(basename(owner)).slice(0, 16)}_${word(name).slice(0, 12)}_${digest(`${owner}\n${name}`, 10)}`;

const word = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
