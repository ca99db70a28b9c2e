import { changesIn } from './corpus-change.ts';

/** Changes in JavaScript. */
export const javascript = changesIn(
  {
    language: 'javascript',
    needs: 'node',
    file: (name) => `src/${name}.mjs`,
    proofFile: (name) => `test/${name}.proof.mjs`,
    wrap: (name, proof) => `import assert from 'node:assert/strict';\nimport * as it from '../src/${name}.mjs';\n${proof}\n`,
    command: (name) => `node test/${name}.proof.mjs`,
  },
  {
    sum: {
      spec: 'sum(list) adds numbers; of an empty list it is 0.',
      faulty: 'export const sum = (list) => list.reduce((a, b) => a + b);\n',
      sound: 'export const sum = (list) => list.reduce((a, b) => a + b, 0);\n',
      proof: 'assert.equal(it.sum([]), 0);\nassert.equal(it.sum([1, 2]), 3);',
    },
    page: {
      spec: 'page(list, n, size) gives the n-th page, counted from 1.',
      faulty: 'export const page = (list, n, size) => list.slice(n * size, n * size + size);\n',
      sound: 'export const page = (list, n, size) => list.slice((n - 1) * size, n * size);\n',
      proof: 'assert.deepEqual(it.page([1, 2, 3], 1, 2), [1, 2]);',
    },
    sorted: {
      spec: 'sorted(list) gives the numbers in ascending order and leaves the list as it was.',
      faulty: 'export const sorted = (list) => list.sort((a, b) => a - b);\n',
      sound: 'export const sorted = (list) => [...list].sort((a, b) => a - b);\n',
      proof: 'const list = [3, 1];\nassert.deepEqual(it.sorted(list), [1, 3]);\nassert.deepEqual(list, [3, 1]);',
    },
    order: {
      spec: 'order(list) sorts whole numbers by value.',
      faulty: 'export const order = (list) => [...list].sort();\n',
      sound: 'export const order = (list) => [...list].sort((a, b) => a - b);\n',
      proof: 'assert.deepEqual(it.order([10, 9, 1]), [1, 9, 10]);',
    },
    option: {
      spec: 'retries(options) is options.retries, or 3 where it is not given; 0 means none.',
      faulty: 'export const retries = (options) => options.retries || 3;\n',
      sound: 'export const retries = (options) => options.retries ?? 3;\n',
      proof: 'assert.equal(it.retries({ retries: 0 }), 0);\nassert.equal(it.retries({}), 3);',
    },
    escape: {
      spec: 'escape(text) makes text safe between HTML tags, every occurrence.',
      faulty: "export const escape = (text) => text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;');\n",
      sound: "export const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');\n",
      proof: "assert.equal(it.escape('<b><i>'), '&lt;b&gt;&lt;i&gt;');",
    },
    merge: {
      spec: 'merge(target, from) copies the fields of parsed JSON and must not touch what all objects inherit.',
      faulty:
        "export function merge(target, from) {\n  for (const key of Object.keys(from)) {\n    if (typeof from[key] === 'object') merge((target[key] ??= {}), from[key]);\n    else target[key] = from[key];\n  }\n  return target;\n}\n",
      sound:
        "export function merge(target, from) {\n  for (const key of Object.keys(from)) {\n    if (key === '__proto__') continue;\n    if (typeof from[key] === 'object') merge((target[key] ??= {}), from[key]);\n    else target[key] = from[key];\n  }\n  return target;\n}\n",
      proof: 'it.merge({}, JSON.parse(\'{"__proto__": {"owned": true}}\'));\nassert.equal({}.owned, undefined);',
    },
    inside: {
      spec: 'inside(root, path) says whether a path, joined to the root, stays in it.',
      faulty: "import { join } from 'node:path';\nexport const inside = (root, path) => join(root, path).startsWith(root);\n",
      sound:
        "import { join, sep } from 'node:path';\nexport const inside = (root, path) => `${join(root, path)}${sep}`.startsWith(`${root}${sep}`);\n",
      proof: "assert.equal(it.inside('/srv/a', '../ab'), false);\nassert.equal(it.inside('/srv/a', 'b'), true);",
    },
    every: {
      spec: 'saveAll(items, save) saves each item and settles when all are saved.',
      faulty: 'export async function saveAll(items, save) {\n  items.forEach(async (item) => await save(item));\n}\n',
      sound: 'export async function saveAll(items, save) {\n  await Promise.all(items.map((item) => save(item)));\n}\n',
      proof:
        'let saved = 0;\nawait it.saveAll([1, 2], async () => { await new Promise((go) => setTimeout(go, 20)); saved += 1; });\nassert.equal(saved, 2);',
    },
    leap: {
      spec: 'isLeap(year) follows the Gregorian calendar.',
      faulty: 'export const isLeap = (year) => year % 4 === 0;\n',
      sound: 'export const isLeap = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;\n',
      proof: 'assert.equal(it.isLeap(1900), false);\nassert.equal(it.isLeap(2000), true);',
    },
    cents: {
      spec: 'cents(text) reads an amount such as 1.15 as whole cents.',
      faulty: 'export const cents = (text) => Math.floor(Number(text) * 100);\n',
      sound: 'export const cents = (text) => Math.round(Number(text) * 100);\n',
      proof: "assert.equal(it.cents('1.15'), 115);",
    },
    chunk: {
      spec: 'chunk(list, size) cuts a list; the last piece may be shorter.',
      sound:
        'export const chunk = (list, size) =>\n  Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, at * size + size));\n',
      proof: 'assert.deepEqual(it.chunk([1, 2, 3], 2), [[1, 2], [3]]);',
    },
    unique: {
      spec: 'unique(list) keeps the first of each value, in order.',
      sound: 'export const unique = (list) => [...new Set(list)];\n',
      proof: 'assert.deepEqual(it.unique([2, 1, 2]), [2, 1]);',
    },
    clamp: {
      spec: 'clamp(value, low, high) keeps a value between two bounds.',
      sound: 'export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);\n',
      proof: 'assert.deepEqual([it.clamp(-1, 0, 9), it.clamp(10, 0, 9)], [0, 9]);',
    },
    title: {
      spec: 'title(text) begins each word with a capital.',
      sound: 'export const title = (text) => text.replace(/(^|\\s)\\p{L}/gu, (found) => found.toUpperCase());\n',
      proof: "assert.equal(it.title('a élan'), 'A Élan');",
    },
    once: {
      spec: 'once(work) does the work at most once and gives the same answer each time.',
      sound:
        'export function once(work) {\n  let isDone = false;\n  let answer;\n  return () => {\n    if (!isDone) answer = work();\n    isDone = true;\n    return answer;\n  };\n}\n',
      proof: 'let times = 0;\nconst f = it.once(() => void times++);\nf();\nf();\nassert.equal(times, 1);',
    },
  },
);
