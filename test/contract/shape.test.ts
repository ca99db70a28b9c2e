import { describe, expect, test } from 'vitest';
import { readSources } from './read-sources.ts';
import { findBadNames, findDefaultExports, findLong, findSilentExports, medianLines } from './shape.ts';

const server = readSources(['mcp-server/**/*.{ts,mjs}']);
const ours = readSources(['{mcp-server,hooks,demo,test}/**/*.{ts,tsx,mjs}']);

describe('the sources', () => {
  test('are short files', () => {
    expect(findLong(ours)).toEqual([]);
    expect(medianLines(server)).toBeLessThan(80);
  });

  test('have no default exports in the server', () => {
    expect(findDefaultExports(server)).toEqual([]);
  });

  test('have names in kebab-case, no folders of leftovers and no barrels', () => {
    expect(findBadNames(ours)).toEqual([]);
  });

  test('say a sentence about each export of the server', () => {
    expect(findSilentExports(server)).toEqual([]);
  });
});

describe('a planted fault is found', () => {
  const planted = (path: string, text = '') => new Map([[path, text]]);

  test('a long file', () => {
    expect(findLong(planted('a.ts', 'x\n'.repeat(251)))).toHaveLength(1);
    expect(findLong(planted('a.ts', 'x\n'.repeat(250)))).toEqual([]);
  });

  test.each(['export default 1;', 'const a = 1;\nexport { a as default };', '  export default function a() {}'])(
    'a default export: %j',
    (text) => {
      expect(findDefaultExports(planted('a.ts', text))).toHaveLength(1);
    },
  );

  test.each([
    'mcp-server/utils/a.ts',
    'mcp-server/domain/shared/a.ts',
    'mcp-server/kernel/types/a.ts',
    'test/helpers/a.ts',
    'mcp-server/kernel/parseYaml.ts',
    'mcp-server/domain/tasks/index.ts',
  ])('a bad name: %s', (path) => {
    expect(findBadNames(planted(path))).toEqual([path]);
  });

  test('an export that says nothing', () => {
    expect(findSilentExports(planted('a.ts', 'export const a = 1;\n\n/** Two. */\nexport function b() {}\n'))).toEqual([
      'a.ts:1 a',
    ]);
  });
});
