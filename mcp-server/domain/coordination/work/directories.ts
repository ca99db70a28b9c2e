import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunId, SessionId, Stage, TaskKey } from '../../../kernel/model.ts';
import type { Infra } from '../../../infra/infra.ts';

interface Place {
  run: { run: RunId };
  task: { key: TaskKey };
}

/** The folder of what a task printed: setup, checks, sessions. Made when absent. */
export function taskDirectory({ home }: Pick<Infra, 'home'>, { run, task }: Place): string {
  const path = join(home, 'runs', run.run, task.key);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

/** The folder of one session. Its name sorts by launch and says what the session was for. */
export const sessionDirectory = (
  infra: Pick<Infra, 'home'>,
  place: Place & { session: SessionId; stage: Stage; count: number },
): string =>
  join(taskDirectory(infra, place), `${String(place.count + 1).padStart(2, '0')}-${place.stage}-${place.session.slice(0, 8)}`);
