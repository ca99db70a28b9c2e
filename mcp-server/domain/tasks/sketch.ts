/** What can be read of a task in a graph file of which other parts may be wrong: entries keep their positions. */
export interface Sketch {
  key: string | null;
  dependsOn: (string | null)[];
  paths: (string | null)[];
  spec: string | null;
  specFile: string | null;
  hasSpec: boolean;
  hasSpecFile: boolean;
}

/** Sketches the tasks of a value that may be anything, so that one mistake does not hide the others. Null where there is no task. */
export function sketchTasks(value: unknown): (Sketch | null)[] {
  return listOf(fieldOf(value, 'tasks')).map(sketchTask);
}

function sketchTask(value: unknown): Sketch | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const field = (name: string): unknown => fieldOf(value, name);
  return {
    key: textOf(field('key')),
    dependsOn: listOf(field('dependsOn')).map(textOf),
    paths: listOf(field('paths')).map(textOf),
    spec: textOf(field('spec')),
    specFile: textOf(field('specFile')),
    hasSpec: field('spec') !== undefined,
    hasSpecFile: field('specFile') !== undefined,
  };
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
