import type { CorpusChange } from './corpus-change.ts';
import { javascript } from './javascript.ts';
import { c, perl } from './others.ts';
import { python } from './python.ts';
import { shell } from './shell.ts';
import { typescript } from './typescript.ts';

/** Every change of the corpus: those with a seeded fault, and those that have none. */
export const corpus: CorpusChange[] = [...javascript, ...typescript, ...python, ...shell, ...c, ...perl];
