import picomatch from 'picomatch';
import type { TaskKey } from '../../kernel/model.ts';
import type { FileRisk } from './file-risks.ts';
import { migrationNumber } from './migration-number.ts';

/** A task as far as its overlaps go: the globs of what it expects to touch, as declared and as planned. */
export interface Reach {
  key: TaskKey;
  paths: readonly string[];
}

/** Two tasks that may collide: how likely, and in which files for which reason. */
export interface Overlap {
  tasks: readonly [TaskKey, TaskKey];
  /** From 0 to 1. */
  risk: number;
  files: { path: string; risk: number; because: string }[];
}

/**
 * Foretells which tasks collide, most likely first. `files` are the repository's; a path that names none of them is a new file,
 * and two tasks that make the same one will probably collide; two that make a migration of the same number do for sure. A path that
 * is a file's name means that file, whatever characters it has. A task without paths foretells nothing.
 */
export function forecastOverlaps(
  tasks: readonly Reach[],
  {
    files,
    riskOf,
    migrations = [],
  }: { files: readonly string[]; riskOf: (path: string) => FileRisk; migrations?: readonly string[] },
): Overlap[] {
  const isMigration = picomatch([...migrations]);
  const made = new Map<string, FileRisk>();
  const nameOf = (path: string): string => {
    const number = isMigration(path) ? migrationNumber(path) : null;
    made.set(number ?? path, number === null ? sameNewFile : sameNumber);
    return number ?? path;
  };
  const riskFor = (path: string) => made.get(path) ?? riskOf(path);
  const known = new Set(files);
  const reached = tasks.map(({ key, paths }) => ({ key, files: reach(paths, { files, known, nameOf }) }));
  return reached
    .flatMap((one, index) => reached.slice(index + 1).flatMap((other) => overlap(one, other, riskFor)))
    .toSorted((one, other) => other.risk - one.risk);
}

const sameNewFile: FileRisk = { risk: 0.8, because: 'a new file that both make' };
const sameNumber: FileRisk = { risk: 1, because: 'a migration number that both take' };

interface Reached {
  key: TaskKey;
  /** The file, and how much of what the task's paths cover it is: one named file is surely meant, one of a hundred hardly. */
  files: Map<string, number>;
}

function reach(
  paths: readonly string[],
  { files, known, nameOf }: { files: readonly string[]; known: ReadonlySet<string>; nameOf: (path: string) => string },
): Map<string, number> {
  const found = new Map<string, number>();
  for (const path of paths) {
    const covered = known.has(path) ? [path] : coveredBy(path, files);
    const isNew = covered.length === 0 && !/[*?[\]{}]/.test(path);
    const share = Math.min(1, fewFiles / Math.max(covered.length, 1));
    for (const file of isNew ? [nameOf(path)] : covered) found.set(file, Math.max(found.get(file) ?? 0, share));
  }
  return found;
}

function coveredBy(path: string, files: readonly string[]): string[] {
  const isWanted = picomatch(path, { dot: true });
  return files.filter((file) => isWanted(file) || file.startsWith(`${path.replace(/\/$/, '')}/`));
}

// A task seldom changes more files than this, however wide its globs are.
const fewFiles = 4;

function overlap(one: Reached, other: Reached, riskOf: (path: string) => FileRisk): Overlap[] {
  const files = [...one.files].flatMap(([path, share]) => {
    const others = other.files.get(path);
    if (others === undefined) return [];
    const { risk, because } = riskOf(path);
    return [{ path, risk: risk * share * others, because }];
  });
  if (files.length === 0) return [];
  const risk = 1 - files.reduce((safe, file) => safe * (1 - file.risk), 1);
  return [{ tasks: [one.key, other.key], risk, files: files.toSorted((first, second) => second.risk - first.risk) }];
}

/** An overlap in a sentence, with the file that says most. */
export const sayOverlap = ({ tasks: [one, other], risk, files }: Overlap): string => {
  const [worst] = files;
  const more = files.length > 1 ? ` and ${files.length - 1} more` : '';
  return `${one} and ${other} may collide (${Math.round(risk * 100)} %) in ${worst?.path ?? 'no file'}${more}: ${worst?.because ?? ''}.`;
};
