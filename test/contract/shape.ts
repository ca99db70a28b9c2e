import type { Sources } from './read-sources.ts';

// A folder of leftovers has no place in an order of folders.
const leftovers = new Set(['utils', 'util', 'common', 'shared', 'types', 'helpers', 'lib', 'misc']);
const mostLines = 250;

/** Every file that is longer than a person reads in one go. */
export const findLong = (sources: Sources): string[] =>
  [...sources].filter(([, text]) => lineCount(text) > mostLines).map(([path, text]) => `${path} has ${lineCount(text)} lines`);

/** Half of the files are no longer than this. */
export const medianLines = (sources: Sources): number =>
  [...sources.values()].map(lineCount).toSorted((a, b) => a - b)[Math.floor(sources.size / 2)] ?? 0;

/** Every default export: a thing has one name. */
export const findDefaultExports = (sources: Sources): string[] =>
  [...sources]
    .filter(([, text]) => /^\s*export\s+default\b|^\s*export\s*\{[^}]*\bas\s+default\b/m.test(text))
    .map(([path]) => path);

/** Every folder that is named after nothing in particular, every name that is not kebab-case, and every barrel but the table of tools. */
export const findBadNames = (sources: Sources): string[] =>
  [...sources.keys()].filter((path) => {
    const names = path.split('/');
    const file = names.pop() ?? '';
    if (names.some((name) => leftovers.has(name))) return true;
    if (file.startsWith('index.')) return path !== 'mcp-server/api/tools/index.ts';
    return !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|config|d))?\.(?:ts|tsx|mjs|sql)$/.test(file);
  });

/** Every exported thing without a sentence of promise above it; one-liners right below each other share one. */
export const findSilentExports = (sources: Sources): string[] =>
  [...sources].flatMap(([path, text]) => {
    let isSaid = false;
    return text.split('\n').flatMap((line, at) => {
      const [, name] = /^export (?:async |abstract )?(?:const|let|function\*?|class|interface|type) (\w+)/.exec(line) ?? [];
      const wasSaid = isSaid;
      isSaid = line.endsWith('*/') || (isSaid && name !== undefined && line.endsWith(';'));
      return name === undefined || wasSaid ? [] : [`${path}:${at + 1} ${name}`];
    });
  });

const lineCount = (text: string): number => text.trimEnd().split('\n').length;
