import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from '../../../kernel/model.ts';

const folder = join(import.meta.dirname, '../../../../rules');

/** The standing rules of a stage's sessions, which reach them beside their system prompt: a plugin cannot ship rules. */
export const readRules = async (stage: Stage): Promise<string> => {
  const [all, own] = await Promise.all(['all', stage].map((name) => readFile(join(folder, `${name}.md`), 'utf8')));
  return `${all}\n${own}`;
};
