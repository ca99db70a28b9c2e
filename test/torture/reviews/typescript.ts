import { changesIn } from './corpus-change.ts';

/** Changes in TypeScript, as Node runs it. */
export const typescript = changesIn(
  {
    language: 'typescript',
    needs: 'node',
    file: (name) => `src/${name}.mts`,
    proofFile: (name) => `test/${name}.proof.mts`,
    wrap: (name, proof) => `import assert from 'node:assert/strict';\nimport * as it from '../src/${name}.mts';\n${proof}\n`,
    command: (name) => `node test/${name}.proof.mts`,
  },
  {
    median: {
      spec: 'median(numbers) is the middle one, or the mean of the middle two.',
      faulty:
        'export function median(numbers: number[]): number {\n  const sorted = [...numbers].sort((a, b) => a - b);\n  return sorted[Math.floor(sorted.length / 2)]!;\n}\n',
      sound:
        'export function median(numbers: number[]): number {\n  const sorted = [...numbers].sort((a, b) => a - b);\n  const middle = sorted.length >> 1;\n  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;\n}\n',
      proof: 'assert.equal(it.median([1, 2, 3, 4]), 2.5);',
    },
    parse: {
      spec: 'port(text) is a port from 1 to 65535, or null.',
      faulty:
        'export function port(text: string): number | null {\n  const value = parseInt(text, 10);\n  return value > 0 && value < 65536 ? value : null;\n}\n',
      sound:
        'export function port(text: string): number | null {\n  const value = /^\\d{1,5}$/.test(text) ? Number(text) : 0;\n  return value > 0 && value < 65536 ? value : null;\n}\n',
      proof: "assert.equal(it.port('80abc'), null);\nassert.equal(it.port('80'), 80);",
    },
    stack: {
      spec: 'A Stack pops what was pushed last, and undefined where it is empty; falsy values count.',
      faulty:
        'export class Stack<T> {\n  #all: T[] = [];\n  push(one: T): void {\n    if (one) this.#all.push(one);\n  }\n  pop(): T | undefined {\n    return this.#all.pop();\n  }\n}\n',
      sound:
        'export class Stack<T> {\n  #all: T[] = [];\n  push(one: T): void {\n    this.#all.push(one);\n  }\n  pop(): T | undefined {\n    return this.#all.pop();\n  }\n}\n',
      proof: 'const s = new it.Stack<number>();\ns.push(1);\ns.push(0);\nassert.equal(s.pop(), 0);',
    },
    cache: {
      spec: 'cached(work) asks once per key; a work that failed is asked again.',
      faulty:
        'export function cached<T>(work: (key: string) => Promise<T>): (key: string) => Promise<T> {\n  const all = new Map<string, Promise<T>>();\n  return (key) => {\n    if (!all.has(key)) all.set(key, work(key));\n    return all.get(key)!;\n  };\n}\n',
      sound:
        'export function cached<T>(work: (key: string) => Promise<T>): (key: string) => Promise<T> {\n  const all = new Map<string, Promise<T>>();\n  return (key) => {\n    if (!all.has(key)) all.set(key, work(key).catch((error: unknown) => { all.delete(key); throw error; }));\n    return all.get(key)!;\n  };\n}\n',
      proof:
        "let times = 0;\nconst f = it.cached(async () => { times += 1; if (times === 1) throw new Error('no'); return times; });\nawait f('a').catch(() => 0);\nassert.equal(await f('a'), 2);",
    },
    range: {
      spec: 'overlaps(a, b) says whether two ranges share a point; ends belong to neither.',
      faulty: 'export const overlaps = (a: [number, number], b: [number, number]): boolean => a[0] <= b[1] && b[0] <= a[1];\n',
      sound: 'export const overlaps = (a: [number, number], b: [number, number]): boolean => a[0] < b[1] && b[0] < a[1];\n',
      proof: 'assert.equal(it.overlaps([1, 2], [2, 3]), false);\nassert.equal(it.overlaps([1, 3], [2, 4]), true);',
    },
    redact: {
      spec: 'redact(text) hides every value of token=.',
      faulty: "export const redact = (text: string): string => text.replace(/token=\\w+/, 'token=…');\n",
      sound: "export const redact = (text: string): string => text.replace(/token=[^&\\s]+/g, 'token=…');\n",
      proof: "assert.doesNotMatch(it.redact('token=abc&x=1&token=d-ef'), /abc|ef/);",
    },
    group: {
      spec: 'group(words) collects words by their first letter, whatever the letter.',
      faulty:
        'export function group(words: string[]): Record<string, string[]> {\n  const all: Record<string, string[]> = {};\n  for (const word of words) (all[word[0]!] = all[word[0]!] ?? []).concat(word);\n  return all;\n}\n',
      sound:
        'export function group(words: string[]): Record<string, string[]> {\n  const all: Record<string, string[]> = {};\n  for (const word of words) (all[word[0]!] ??= []).push(word);\n  return all;\n}\n',
      proof: "assert.deepEqual(it.group(['ab', 'ac']), { a: ['ab', 'ac'] });",
    },
    allowed: {
      spec: 'mayRead(user, owner) holds for the owner and for admins; without a user nobody may.',
      faulty:
        "export const mayRead = (user: { id?: string; role?: string } | null, owner?: string): boolean => user?.id === owner || user?.role === 'admin';\n",
      sound:
        "export const mayRead = (user: { id?: string; role?: string } | null, owner?: string): boolean =>\n  user !== null && ((user.id !== undefined && user.id === owner) || user.role === 'admin');\n",
      proof: "assert.equal(it.mayRead(null, undefined), false);\nassert.equal(it.mayRead({ id: 'a' }, 'a'), true);",
    },
    compact: {
      spec: 'compact(record) leaves out what is undefined and keeps null.',
      sound:
        'export const compact = (record: Record<string, unknown>): Record<string, unknown> =>\n  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));\n',
      proof: 'assert.deepEqual(it.compact({ a: undefined, b: null }), { b: null });',
    },
    slug: {
      spec: 'slug(text) makes words of letters and digits, joined by dashes.',
      sound: "export const slug = (text: string): string => text.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean).join('-');\n",
      proof: "assert.equal(it.slug('  Two  Words! '), 'two-words');",
    },
    queue: {
      spec: 'A Queue gives what came first, and undefined where it is empty.',
      sound:
        'export class Queue<T> {\n  #all: T[] = [];\n  add(one: T): void {\n    this.#all.push(one);\n  }\n  take(): T | undefined {\n    return this.#all.shift();\n  }\n}\n',
      proof:
        'const q = new it.Queue<number>();\nq.add(0);\nq.add(1);\nassert.deepEqual([q.take(), q.take(), q.take()], [0, 1, undefined]);',
    },
    hours: {
      spec: 'clock(minutes) is H:MM.',
      sound:
        "export const clock = (minutes: number): string => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;\n",
      proof: "assert.equal(it.clock(65), '1:05');",
    },
  },
);
