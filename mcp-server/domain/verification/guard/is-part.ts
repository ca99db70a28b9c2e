import type { BaseLook } from './base-look.ts';
import type { FileRole } from './command-files.ts';
import { isCompiled, isManifest, isScript, isSource } from './file-kinds.ts';
import { isProduct } from './product-files.ts';
import { hasTests, isReadAsTest } from './test-language.ts';

/**
 * Whether a file is part of the checks because a command that they reach names it in a role. `isOne` says that it is named itself
 * and not by a pattern.
 */
export async function isPart(
  file: string,
  { role, base, isOne }: { role: FileRole; base: BaseLook; isOne: boolean },
): Promise<boolean> {
  if (isManifest(file) || !mayBePart(file, { role, base })) return false;
  // What a test asserts is counted. One that is started and asserts nothing starts others.
  if (isReadAsTest(file) && (role !== 'run' || !isOne || hasTests(file, (await base.read(file)) ?? ''))) return false;
  return !(await isProduct(file, base));
}

// Of what a command is given otherwise, most is the code under test.
const scriptPlace = /^(?:\.?(?:scripts?|bin|tools?|ci|build|hack|make|etc|test|tests)\/.*|[^/]+)$/;

function mayBePart(file: string, { role, base }: { role: FileRole; base: BaseLook }): boolean {
  if (role === 'run' || role === 'loaded' || role === 'setting') return true;
  if (isScript(file)) return true;
  if (role === 'command' && base.isExecutable(file)) return true;
  return isSource(file) ? file.includes('/') && !isCompiled(file) && scriptPlace.test(file) : scriptPlace.test(file);
}
