import { join, posix } from 'node:path';
import type { Sources } from './read-sources.ts';

/** One import as written: who imports, and what. */
export interface Import {
  from: string;
  wanted: string;
}

const statement = /^\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;

/** Every import and re-export of these sources, of types too, whether stated or called. */
export const findImports = (sources: Sources): Import[] =>
  [...sources].flatMap(([from, text]) =>
    [...withoutComments(text).matchAll(statement)].map((match) => ({ from, wanted: match[1] ?? match[2] ?? '' })),
  );

/** The path from the project's folder that a relative import means, or null for a package. */
export const resolveImport = ({ from, wanted }: Import): string | null =>
  wanted.startsWith('.') ? posix.normalize(join(posix.dirname(from), wanted)) : null;

/** The package that an import means: `@clack/prompts` of `@clack/prompts/x`, or null for a file or a part of Node. */
export function packageOf({ wanted }: Import): string | null {
  if (wanted.startsWith('.') || wanted.startsWith('node:')) return null;
  return wanted
    .split('/')
    .slice(0, wanted.startsWith('@') ? 2 : 1)
    .join('/');
}

const withoutComments = (text: string): string => text.replaceAll(/^\s*\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
