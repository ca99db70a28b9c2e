import type { Problem } from '../../kernel/failure.ts';
import { refuseRelativePath } from '../../kernel/refuse-relative-path.ts';
import type { Result } from '../../kernel/result.ts';
import type { Locate } from './check-edges.ts';
import type { Sketch } from './sketch.ts';

/** Reads the text of a spec file as a graph names it. The failure's `detail` says why not, as the end of a sentence. */
export type ReadSpec = (specFile: string) => Result<string, 'file-unreadable'>;

/** The text of each task's spec, by the task's position, and what is wrong inside single tasks. */
export interface CheckedTasks {
  specs: Map<number, string>;
  problems: Problem[];
}

/** Looks at each task by itself: its paths, and that it has exactly one spec that can be read and is not empty. */
export function checkTasks(
  tasks: readonly (Sketch | null)[],
  { locate, readSpec }: { locate: Locate; readSpec: ReadSpec },
): CheckedTasks {
  const specs = new Map<number, string>();
  const problems: Problem[] = [];
  for (const [index, task] of tasks.entries()) {
    if (!task) continue;
    problems.push(...checkPaths(task, (position) => locate(['tasks', index, 'paths', position])));
    const spec = readTaskSpec(task, readSpec);
    if (typeof spec === 'string') specs.set(index, spec);
    else if (spec) problems.push({ place: locate(['tasks', index, ...spec.at]), message: spec.message });
  }
  return { specs, problems };
}

function checkPaths(task: Sketch, place: (position: number) => string): Problem[] {
  return task.paths.flatMap((path, position) => {
    const refused = path === null ? null : refuseRelativePath(path.replace(/\/$/, ''));
    return refused ? [{ place: place(position), message: `Path ${JSON.stringify(path)} is refused: ${refused}.` }] : [];
  });
}

function readTaskSpec(task: Sketch, readSpec: ReadSpec): string | { at: string[]; message: string } | null {
  const name = task.key === null ? 'This task' : `Task ${task.key}`;
  if (task.hasSpec && task.hasSpecFile) return { at: ['specFile'], message: `${name} has both spec and specFile; keep one.` };
  if (!task.hasSpec && !task.hasSpecFile) return { at: [], message: `${name} has no spec; give it spec or specFile.` };
  if (task.specFile !== null) {
    const read = readSpec(task.specFile);
    if (!read.ok)
      return { at: ['specFile'], message: `Spec file ${JSON.stringify(task.specFile)} is refused: ${read.failure.detail}.` };
    return read.value.trim() === ''
      ? { at: ['specFile'], message: `Spec file ${JSON.stringify(task.specFile)} is empty.` }
      : read.value;
  }
  // A spec of a wrong type is told by the schema.
  if (task.spec === null) return null;
  return task.spec.trim() === '' ? { at: ['spec'], message: `${name} has an empty spec.` } : task.spec;
}
