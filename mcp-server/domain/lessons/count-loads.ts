import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import { digest } from '../../kernel/id.ts';
import type { Repository, RunId, SessionId, Stage, TaskKey } from '../../kernel/model.ts';

/** Lessons that a session was told, and how. */
export interface Load {
  at: number;
  session: SessionId;
  run: RunId;
  task: TaskKey;
  stage: Stage;
  /** Told by our brief, or loaded by Claude Code when the session read a file. */
  by: 'brief' | 'client';
  lessons: string[];
  /** Of the lessons in the brief, or of every file of instructions that the client loaded. */
  tokens: number;
}

const loadsPath = ({ home }: Pick<Infra, 'home'>, { commonDir }: Repository): string =>
  join(home, 'lessons', digest(commonDir), 'loads.jsonl');

/** Counts that a session was told lessons. The counters belong to this machine: what was read elsewhere is counted there. */
export function countLoad(infra: Pick<Infra, 'home'>, repository: Repository, load: Load): void {
  const path = loadsPath(infra, repository);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  appendFileSync(path, `${JSON.stringify(load)}\n`, { mode: 0o600 });
}

/**
 * All that was counted in a repository on this machine, oldest first. A line that was torn by a crash is passed over, and one
 * that a crash had written again counts once.
 */
export function readLoads(infra: Pick<Infra, 'home'>, repository: Repository): Load[] {
  const path = loadsPath(infra, repository);
  if (!existsSync(path)) return [];
  const loads = new Map<string, Load>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const load = readLine(line);
    if (load) loads.set(`${load.session} ${load.by}`, load);
  }
  return [...loads.values()];
}

function readLine(line: string): Load | null {
  try {
    return JSON.parse(line) as Load;
  } catch {
    return null;
  }
}
