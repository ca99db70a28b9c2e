import { expect, test } from 'vitest';
import { parseGraph } from '../../mcp-server/domain/tasks/parse-graph.ts';
import { readNothing, refusals } from './refusals.ts';

test('a graph is read with its defaults filled in', () => {
  const text = 'tasks:\n  - key: cart\n    spec: |\n      # Keep a cart per visitor\n      With tests.\n    paths: [src/cart/]\n';
  const parsed = parseGraph({ text, path: 'plans/shop.yaml', readSpec: readNothing });
  expect(parsed).toEqual({
    ok: true,
    value: {
      title: 'shop',
      tasks: [
        {
          key: 'cart',
          title: 'Keep a cart per visitor',
          spec: '# Keep a cart per visitor\nWith tests.\n',
          dependsOn: [],
          paths: ['src/cart/**'],
          checks: [],
          tools: [],
          models: {},
          budget: {},
        },
      ],
    },
  });
});

test('everything that a graph may say is kept', () => {
  const first = { key: 'a', title: 'First', spec: 'Do a.' };
  const second = {
    key: 'b',
    title: 'Second',
    dependsOn: ['a'],
    paths: ['src/**/*.ts', '!src/old', 'packages/@scope/x.ts', 'a b/ü.txt', '.gitignore', '.github/workflows/ci.yml', 'x/...y'],
    checks: ['npm test -- b'],
    tools: ['Bash(make *)', 'WebFetch', 'mcp__docs__search'],
    models: { build: 'opus', review: 'us.anthropic.claude-sonnet-4-5-v1:0', plan: 'sonnet[1m]' },
    budget: { usd: 3.5, turns: 40, minutes: 30 },
  };
  const said = { $schema: './graph.schema.json', title: 'Checkout', tasks: [first, { ...second, specFile: 'specs/b.md' }] };
  const parsed = parseGraph({
    text: JSON.stringify(said, null, '\t'),
    path: 'g.json',
    readSpec: () => ({ ok: true, value: 'Do b.' }),
  });
  expect(parsed).toMatchObject({ ok: true, value: { title: 'Checkout', tasks: [first, { ...second, spec: 'Do b.' }] } });
});

test('every problem is told at once, each at its place, in the order of the text', async () => {
  const text = `
tasks:
  - key: a
    spec: x
    dependsOn: [b]
  - key: b
    specFile: s.md
    spec: b
    dependsOn: [c, b, a, serch, c]
  - key: c
    titel: 3
    dependsOn: [a]
    paths: [../x, /etc, src/, 'C:\\x', .GIT/config, "a\\0b", ~/x, 5]
  - key: A b
    tools: ["--x"]
    budget: { usd: -1, turn: 1 }
    models: { build: "--evil" }
  - key: a
    spec: " "
  - key: search
    specFile: nope.md
  - 17
  - title: ""
    dependsOn: a
`;
  await expect(`${refusals(text).join('\n')}\n`).toMatchFileSnapshot('refused-graph.txt');
});

// a → b → c → a, and d which waits for the circle but is in none
test('a circle is shown as its path, once, and who only waits for it is left out', () => {
  const tasks = [
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'a'],
    ['d', 'a'],
  ].map(([key, on]) => `  - { key: ${key}, spec: x, dependsOn: [${on}] }`);
  expect(refusals(`tasks:\n${tasks.join('\n')}\n`)).toEqual(['graph.yaml:2:36 These tasks wait for each other: a → b → c → a.']);
});

// a ⇄ b    c ⇄ d
test('two circles apart are both shown', () => {
  const tasks = ['a: b', 'b: a', 'c: d', 'd: c'].map((one) => one.split(': '));
  const text = tasks.map(([key, on]) => `  - { key: ${key}, spec: x, dependsOn: [${on}] }`).join('\n');
  expect(refusals(`tasks:\n${text}\n`).map((line) => line.split(': ')[1])).toEqual(['a → b → a.', 'c → d → c.']);
});

test.each([
  ['', 'graph.yaml:1:1 This file is empty; a graph has a list of tasks.'],
  ['# only a remark\n', 'graph.yaml:1:1 This file is empty; a graph has a list of tasks.'],
  ['~', 'graph.yaml:1:1 This file is empty; a graph has a list of tasks.'],
  ['[]', 'graph.yaml:1:1 This must be a map of keys, not a list.'],
  ['tasks', 'graph.yaml:1:1 This must be a map of keys, not a text.'],
  ['title: x', 'graph.yaml:1:1 tasks is missing.'],
  ['tasks: []', 'graph.yaml:1:1 tasks is empty.'],
  ['tasks: {}', 'graph.yaml:1:1 tasks must be a list, not a map of keys.'],
  ['tasks:\n  - key: 5\n    spec: x', 'graph.yaml:2:5 tasks.0.key must be a text, not a number.'],
  ['tasks:\n  - key: a\n    spec: [x]', 'graph.yaml:3:5 tasks.0.spec must be a text, not a list.'],
  ['tasks:\n  - key: a\n    spec: x\n    dependsOn: [a]', 'graph.yaml:4:17 Task a depends on itself.'],
  ['tasks:\n  - key: a\n    spec: x\n    key: b', 'graph.yaml:4:5 Key "key" is given twice; first at graph.yaml:2:5.'],
  ['{"tasks": [], "tasks": []}', 'graph.yaml:1:15 Key "tasks" is given twice; first at graph.yaml:1:2.'],
  ['task: []', 'graph.yaml:1:1 tasks is missing.\ngraph.yaml:1:1 Unknown key "task". Did you mean "tasks"?'],
  ['a: b: c', 'graph.yaml:1:4 A text with ": " in it must be quoted.'],
  ['tasks:\n\t- a', 'graph.yaml:2:1 Indent with spaces instead of tabs.'],
  ['tasks: []\n---\ntasks: []', 'graph.yaml:2:1 A second document begins here; one file holds one.'],
  ['tasks: *nowhere', 'graph.yaml:1:8 Unresolved alias (the anchor must be set before the alias): nowhere.'],
  ['tasks: &x [*x]', 'graph.yaml:1:12 This alias stands inside what it stands for.'],
  ['tasks: !evil []', 'graph.yaml:1:8 Unresolved tag: !evil.'],
  ['title: "two\\nlines"\ntasks: [{ key: a, spec: x }]', 'graph.yaml:1:1 title must be one line.'],
])('%j is refused', (text, problems) => {
  expect(refusals(text).join('\n')).toBe(problems);
});

test('words that object languages hide keep no meaning here', () => {
  const text = 'tasks:\n  - key: a\n    spec: x\n    __proto__: { spec: y }\n    constructor: z\n';
  expect(refusals(text)).toHaveLength(2);
});

test('anchors and aliases that stay small are read', () => {
  const text = 'tasks:\n  - { key: a, spec: x, checks: &all [npm test] }\n  - { key: b, spec: y, checks: *all }\n';
  const parsed = parseGraph({ text, path: 'graph.yaml', readSpec: readNothing });
  expect(parsed).toMatchObject({ ok: true, value: { tasks: [{ checks: ['npm test'] }, { checks: ['npm test'] }] } });
});

test('aliases that multiply are refused before they are read', () => {
  const letters = 'a b c d e f g h i'.split(' ');
  const lines = letters.map(
    (one, at) =>
      `${one}: &${one} [${Array(9)
        .fill(at === 0 ? 'lol' : `*${letters[at - 1]}`)
        .join(', ')}]`,
  );
  expect(refusals(lines.join('\n'))).toEqual([expect.stringContaining('multiply to more than is read')]);
});

test.each([
  ['nested lists', '['.repeat(50_000)],
  ['nested maps', '{a: '.repeat(50_000)],
  ['nested dashes', '- '.repeat(50_000)],
  ['many keys', Array.from({ length: 50_000 }, (_, at) => `k${at}: 1`).join('\n')],
  ['one key many times', ':\n'.repeat(50_000)],
  ['many wrong tasks', `tasks:\n${'- 1\n'.repeat(50_000)}`],
])('%s end in a few problems instead of a crash', (_, text) => {
  const problems = refusals(text);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.length).toBeLessThan(60);
});

test('a thousand tasks in a row are read, and a circle through all of them is found', () => {
  const task = (at: number, on: string) => `  - { key: t${at}, spec: x, dependsOn: [${on}] }\n`;
  const row = (first: string) =>
    `tasks:\n${Array.from({ length: 1000 }, (_, at) => task(at, at === 0 ? first : `t${at - 1}`)).join('')}`;
  expect(parseGraph({ text: row(''), path: 'graph.yaml', readSpec: readNothing }).ok).toBe(true);
  expect(refusals(row('t999'))).toEqual([
    expect.stringMatching(/^graph\.yaml:2:\d+ These tasks wait for each other: t0 → t999 → .* → t1 → t0\.$/),
  ]);
});
