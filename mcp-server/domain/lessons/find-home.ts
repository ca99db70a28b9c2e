import type { Commit, Lesson, LessonForm, Repository } from '../../kernel/model.ts';
import { listCommitted } from './read-committed.ts';

/** Where a lesson's prose goes when it is no file of its own, and why a person is asked about that place. */
export interface Home {
  form: Extract<LessonForm, 'skill' | 'line'>;
  path: string;
  asks: string[];
}

/** Where a plugin says what it is. */
const manifests = ['.claude-plugin/plugin.json', 'plugin.json'];

/**
 * A lesson that belongs to a skill goes there, where the repository has that skill. In a plugin that is also one of its own, or
 * the standing rules of a stage; each of its users is told those. What is about every file is one line in CLAUDE.md. Null means a
 * rule of its own.
 */
export async function findHome({
  repository,
  commit,
  lesson: { skill, paths },
}: {
  repository: Repository;
  commit: Commit;
  lesson: Pick<Lesson, 'paths'> & { skill: string | null };
}): Promise<Home | null> {
  if (skill !== null) {
    const own = `.claude/skills/${skill}/SKILL.md`;
    const shipped = [`skills/${skill}/SKILL.md`, `rules/${skill}.md`];
    const there = new Set(await listCommitted({ repository, commit, under: [own, ...shipped, ...manifests] }));
    if (there.has(own)) return { form: 'skill', path: own, asks: [] };
    const path = manifests.some((manifest) => there.has(manifest)) ? shipped.find((one) => there.has(one)) : undefined;
    if (path !== undefined) return { form: 'skill', path, asks: ['every user of this plugin would be told it'] };
  }
  const isAboutAll = paths.some((glob) => glob === '**' || glob === '**/*' || glob === '*');
  return isAboutAll ? { form: 'line', path: 'CLAUDE.md', asks: ['every session would load it'] } : null;
}
