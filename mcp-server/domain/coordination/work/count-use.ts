import { existsSync, readFileSync } from 'node:fs';
import type { SessionId, Stage } from '../../../kernel/model.ts';
import { countLoad } from '../../lessons/count-loads.ts';
import { tokensOf } from '../../lessons/has-room.ts';
import { lessonsIn } from '../../lessons/managed-block.ts';
import { readLoadedFiles } from '../../sessions/agents/loaded-files.ts';
import type { Attempt } from './attempt.ts';
import type { Told } from './lessons-for.ts';

/** A session that has ended, and what its brief told. */
export interface Use {
  session: SessionId;
  stage: Stage;
  /** The folder of its files. */
  directory: string;
  told: Told | undefined;
}

/** Counts which lessons a session was told: by its brief, and by the rules that Claude Code says it loaded. */
export function countUse(
  { infra, run, task }: Pick<Attempt, 'infra' | 'run' | 'task'>,
  { session, stage, directory, told }: Use,
): void {
  // Trials say what a lesson does, not whether anybody needs it.
  if (task.trial) return;
  const about = { at: infra.clock.now(), session, run: run.run, task: task.key, stage };
  if (told && told.lessons.length > 0) {
    const { lessons, tokens } = told;
    countLoad(infra, run.repository, { ...about, by: 'brief', lessons, tokens });
  }
  // A session may have removed one since it was loaded.
  const texts = readLoadedFiles(directory)
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'));
  if (texts.length === 0) return;
  const tokens = texts.reduce((sum, text) => sum + tokensOf(text), 0);
  countLoad(infra, run.repository, { ...about, by: 'client', lessons: texts.flatMap(lessonsIn), tokens });
}
