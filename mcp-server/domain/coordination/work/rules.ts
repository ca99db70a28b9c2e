import { readFile } from 'node:fs/promises';
import { shipped } from '../../../kernel/installation.ts';
import type { Stage } from '../../../kernel/model.ts';

/** The standing rules of a stage's sessions, which reach them beside their system prompt: a plugin cannot ship rules. */
export const readRules = async (stage: Stage): Promise<string> => {
  const texts = ['all', 'workspace', stage].map((name) => readFile(shipped('rules', `${name}.md`), 'utf8'));
  return (await Promise.all(texts)).join('\n');
};
