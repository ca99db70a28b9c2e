import { posix } from 'node:path';
import type { BaseLook } from './base-look.ts';
import { isReadAsTest } from './test-language.ts';

const imports = /(?:from|import|require\(|import\()\s*['"](\.[^'"]+)['"]/g;
const scripts = /^\.?(?:scripts?|bin|tools?|ci|build|hack|make|etc|test|tests)\//;

/** The modules of its own folder that a script in a folder of scripts imports, directly or not. */
export async function readOwnModules(file: string, base: BaseLook, seen = new Set([file])): Promise<string[]> {
  if (!scripts.test(file)) return [];
  const folder = posix.dirname(file);
  const text = (await base.read(file)) ?? '';
  const found: string[] = [];
  for (const [, module = ''] of text.matchAll(imports)) {
    const ends = ['', '.js', '.ts', '.mjs', '.cjs', '/index.js'].map((end) => posix.join(folder, module) + end);
    const one = ends.find((path) => base.files.has(path));
    if (one === undefined || seen.has(one) || !one.startsWith(`${folder}/`) || isReadAsTest(one)) continue;
    seen.add(one);
    found.push(one, ...(await readOwnModules(one, base, seen)));
  }
  return found;
}
