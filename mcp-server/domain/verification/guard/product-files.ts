import { posix } from 'node:path';
import type { BaseLook } from './base-look.ts';
import { readObject, readScripts } from './manifest-scripts.ts';

/**
 * Whether the base says that a file is the product's own entry, which checks run as what they check: `package.json` names it
 * under `main`, `module`, `bin`, `exports` or in a script that starts the product, or it is in the package of Python that
 * `pyproject.toml` is named after.
 */
export async function isProduct(file: string, base: BaseLook): Promise<boolean> {
  for (let folder = posix.dirname(file); ; folder = posix.dirname(folder)) {
    const inside = posix.relative(folder, file);
    if (isEntry(inside, await readIn(base, folder, 'package.json'))) return true;
    if (isOfPackage(inside, await readIn(base, folder, 'pyproject.toml'))) return true;
    if (folder === '.') return false;
  }
}

const readIn = (base: BaseLook, folder: string, name: string): Promise<string | null> => base.read(posix.join(folder, name));

const starts = /^(?:start|dev|serve|watch|preview)(?::|$)/;

function isEntry(file: string, manifest: string | null): boolean {
  if (manifest === null) return false;
  const { main, module, bin, exports } = readObject(manifest);
  const started = [...readScripts(manifest)].filter(([name]) => starts.test(name)).flatMap(([, line]) => line.split(/\s+/));
  return [...strings([main, module, bin, exports]), ...started].some((path) => posix.normalize(path) === file);
}

const strings = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];

function isOfPackage(file: string, manifest: string | null): boolean {
  const name = /^\[(?:project|tool\.poetry)\][^[]*?^name\s*=\s*["']([^"']+)/m.exec(manifest ?? '')?.[1];
  const [top, inside] = file.replace(/^src\//, '').split('/');
  return name !== undefined && inside !== undefined && top === name.toLowerCase().replaceAll(/[-.]/g, '_');
}
