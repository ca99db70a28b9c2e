import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit } from '../../kernel/model.ts';
import type { Opinion } from '../../kernel/opinion.ts';
import type { ReviewAnswer } from './verdict-schema.ts';

/** What another vendor's agent came to: an opinion, and the answer where it gave one. */
export interface AskedOpinion {
  opinion: Omit<Opinion, 'decision'>;
  answer: ReviewAnswer | null;
}

const fileIn = (directory: string): string => join(directory, 'opinion.json');

/** Keeps an opinion beside what was asked, so that whoever goes on after us need not ask again. */
export function keepOpinion(directory: string, commit: Commit, asked: AskedOpinion): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = fileIn(directory);
  writeFileSync(`${path}.new`, JSON.stringify({ commit, ...asked }), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** The answer that was given about this very commit, or null. One that failed is asked for again. */
export function keptOpinion(directory: string, commit: Commit): AskedOpinion | null {
  if (!existsSync(fileIn(directory))) return null;
  const kept = JSON.parse(readFileSync(fileIn(directory), 'utf8')) as AskedOpinion & { commit: Commit };
  return kept.commit === commit && kept.opinion.is === 'given' ? { opinion: kept.opinion, answer: kept.answer } : null;
}
