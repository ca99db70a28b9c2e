import type { Commit, Repository } from '../../kernel/model.ts';
import type { Statement } from './compare-rules.ts';
import { readPaths, withoutMatter } from './front-matter.ts';
import { isInUse, type LessonBook } from './lesson-book.ts';
import { anyOverlap } from './overlap.ts';
import { listCommitted, readAllCommitted } from './read-committed.ts';

const loads = /(?:^|\/)(?:CLAUDE|AGENTS)(?:\.local)?\.md$|^\.claude\/rules\/.+\.md$|^\.claude\/skills\/[^/]+\/SKILL\.md$/;

/**
 * All that sessions are told when they work on some files: the lessons, and what people wrote in CLAUDE.md, rules and skills,
 * one statement for each line that says something.
 */
export async function loadedRules({
  book,
  paths,
  ...place
}: {
  repository: Repository;
  commit: Commit;
  book: LessonBook;
  paths: readonly string[];
}): Promise<Statement[]> {
  const files = (await listCommitted({ ...place, under: [] })).filter((path) => loads.test(path));
  const texts = await readAllCommitted({ ...place, paths: files });
  const written = [...texts]
    .filter(([path, text]) => anyOverlap(scopeOf(path, text), paths))
    .flatMap(([path, text]) => statementsOf(path, text));
  const learnt = [...book.values()]
    .filter((record) => isInUse(record) && anyOverlap(record.paths, paths))
    .map(({ id, rule }): Statement => ({ text: rule, place: `lesson ${id}`, lesson: id }));
  return [...learnt, ...written];
}

/** The files for which a file of instructions loads; none means all. */
function scopeOf(path: string, text: string): string[] {
  if (path.startsWith('.claude/')) return readPaths(text) ?? [];
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return folder === '' ? [] : [`${folder}**`];
}

// Our own blocks are lessons, which the ledger names.
const ours = /<!-- fanout:lesson [\s\S]*?<!-- \/fanout:lesson \w+ -->|<!--[\s\S]*?-->|```[\s\S]*?```/g;

function statementsOf(path: string, text: string): Statement[] {
  const skipped = text.length - withoutMatter(text).length;
  const first = text.slice(0, skipped).split('\n').length;
  return withoutMatter(text)
    .replace(ours, (block) => block.replace(/[^\n]/g, ''))
    .split('\n')
    .flatMap((line, at): Statement[] => {
      const said = line.replace(/^\s*(?:[-*+]|\d+\.|>)?\s*/, '').trim();
      const isSaid = said.length >= 8 && !/^(?:#|\||---)/.test(said);
      return isSaid ? [{ text: said.slice(0, 400), place: `${path}:${first + at}`, lesson: null }] : [];
    });
}
