import { realpathSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { refuseRelativePath } from '../../kernel/refuse-relative-path.ts';
import { fail, type Result } from '../../kernel/result.ts';
import { describeError, readText } from './read-text.ts';

// About 60,000 tokens: more is no task but a library.
const mostBytes = 262_144;

/**
 * Reads a spec file that a graph in `folder` names. It must lie below `root`, whatever links lead there, and outside `.git`.
 * The failure's `detail` is the end of a sentence.
 */
export function readSpecFile(
  specFile: string,
  { folder, root }: { folder: string; root: string },
): Result<string, 'file-unreadable'> {
  const refuse = (detail: string) => fail({ reason: 'file-unreadable', path: specFile, detail });
  const inside = posix.join(relative(root, folder), specFile);
  // Steps up are fine at the front, as long as they end inside.
  const refused = refuseRelativePath(specFile.replace(/^(?:\.\.?\/)+/, '')) ?? refuseRelativePath(inside);
  if (refused) return refuse(refused);
  let real: string;
  try {
    real = realpathSync(join(root, inside));
  } catch (error) {
    const detail = describeError(error);
    return refuse(inside === specFile ? detail : `${detail} at ${inside}`);
  }
  const linked = refuseRelativePath(relative(realpathSync(root), real));
  return linked ? refuse(`a symbolic link leads elsewhere: ${linked}`) : readText(real, { mostBytes, plainFile: true });
}
