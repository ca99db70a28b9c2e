import { readFile } from 'node:fs/promises';
import { shipped } from '../../../kernel/installation.ts';
import type { Stage } from '../../../kernel/model.ts';

/** The standing rules of a stage's sessions, which reach them beside their system prompt: a plugin cannot ship rules. */
export const readRules = async (stage: Stage): Promise<string> => {
  const [all, own] = await Promise.all(['all', stage].map((name) => readFile(shipped('rules', `${name}.md`), 'utf8')));
  return `${all}\n${own}`;
};
