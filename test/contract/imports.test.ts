import { describe, expect, test } from 'vitest';
import { findHookViolations, findServerViolations } from './import-rule.ts';
import { readSources } from './read-sources.ts';

const server = readSources(['mcp-server/**/*.{ts,mjs}']);
const hooks = readSources(['hooks/**/*.{mjs,ts,tsx}']);

describe('the order of folders is the order of imports', () => {
  test('in the server', () => {
    expect(server.size).toBeGreaterThan(50);
    expect(findServerViolations(server)).toEqual([]);
  });

  test('in the hooks', () => {
    expect(hooks.size).toBeGreaterThan(0);
    expect(findHookViolations(hooks)).toEqual([]);
  });
});

describe('a planted violation is found', () => {
  const planted = (from: string, text: string) => findServerViolations(new Map([[from, text]]));
  const deep = 'mcp-server/domain/reviews/judge.ts';

  test.each([
    ['from infra up to domain', 'mcp-server/infra/git/git.ts', "import { a } from '../../domain/tasks/a.ts';"],
    ['from the kernel to anything', 'mcp-server/kernel/id.ts', "import { a } from '../infra/a.ts';"],
    ['from a folder back to one before it', deep, "import { a } from '../merges/a.ts';"],
    ['from a folder up to a file above it', deep, "import { a } from '../a.ts';"],
    ['up to the composition root', 'mcp-server/api/cli/main.ts', "import { a } from '../../app.ts';"],
    ['out of the server', deep, "import { a } from '../../../test/a.ts';"],
    ['of a type only', deep, "import type { A } from '../coordination/a.ts';"],
    ['over several lines', deep, "import {\n  a,\n  b,\n} from '../coordination/a.ts';"],
    ['as a re-export', deep, "export { a } from '../coordination/a.ts';"],
    ['for its effect', deep, "import '../coordination/a.ts';"],
    ['as a call', deep, "const a = await import('../coordination/a.ts');"],
    ['of better-sqlite3 outside the store', 'mcp-server/domain/tasks/a.ts', "import Database from 'better-sqlite3';"],
    ['of execa outside its one importer', 'mcp-server/infra/process/kill-tree.ts', "import { execa } from 'execa';"],
    ['of simple-git outside its one importer', 'mcp-server/infra/git/refs.ts', "import { simpleGit } from 'simple-git';"],
  ])('%s', (_, from, text) => {
    expect(planted(from, text)).toHaveLength(1);
  });

  test('in a hook', () => {
    const text =
      "import { a } from '../mcp-server/kernel/a.ts';\nimport { z } from 'zod';\nimport './b.mjs';\nimport fs from 'node:fs';";
    expect(findHookViolations(new Map([['hooks/fence.mjs', text]]))).toHaveLength(2);
  });
});

test.each([
  ['a neighbour', 'mcp-server/domain/reviews/judge.ts', "import { a } from './a.ts';"],
  ['a folder beside it', 'mcp-server/domain/reviews/judge.ts', "import { a } from './deep/a.ts';"],
  ['a folder that sorts after its own', 'mcp-server/domain/reviews/judge.ts', "import { a } from '../verification/a.ts';"],
  ['a layer below', 'mcp-server/domain/reviews/deep/judge.ts', "import { a } from '../../../kernel/a.ts';"],
  ['everything, from the composition root', 'mcp-server/app.ts', "import { a } from './api/mcp/a.ts';"],
  [
    'what a remark only speaks of',
    'mcp-server/kernel/a.ts',
    "/**\n * import { a } from '../api/a.ts';\n */\n// import '../api/a.ts'",
  ],
])('an import of %s is allowed', (_, from, text) => {
  expect(findServerViolations(new Map([[from, text]]))).toEqual([]);
});
