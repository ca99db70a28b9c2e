import type { Evidence, Lesson } from '../../kernel/model.ts';
import { isInUse, type LessonBook, type LessonRecord } from './lesson-book.ts';

const folder = '.fanout/checks';

/** The program that runs the checks of all lessons. */
export const runnerPath = `${folder}/run.sh`;

/** The gate that lessons add once one of them is a check. */
export const lessonGate = `sh ${runnerPath}`;

// It names no lesson, so that two branches that each add a check have the same one.
const runnerText = `# Runs the check of every lesson, each a file beside this one. Written by fanout.
status=0
for check in ${folder}/*.sh; do
  [ "$check" = ${runnerPath} ] && continue
  sh "$check" || { sed -n 1p "$check"; echo "$check failed."; status=1; } >&2
done
exit "$status"
`;

/** The file that runs the check of a lesson. */
export const checkPath = (id: string): string => `${folder}/${id}.sh`;

/** The files of a check. Its own files stand in a folder that its command finds in \`$CHECK\`. */
export const checkFiles = ({ id, rule, why }: Pick<Lesson, 'id' | 'rule' | 'why'>, check: Evidence): Map<string, string> =>
  new Map([
    [checkPath(id), `# Lesson ${id}: ${rule} ${why}\nCHECK=${folder}/${id}\n${check.command}\n`],
    ...check.files.map(({ path, content }): [string, string] => [`${folder}/${id}/${path}`, content]),
  ]);

/** What the files of a lesson's check should be: their texts, or null for those that must not be there. */
export function renderCheck(record: LessonRecord): Map<string, string | null> {
  if (!record.check) return new Map();
  const files = checkFiles(record, record.check);
  if (record.form === 'check' && isInUse(record)) return files;
  return new Map([...files.keys()].map((path) => [path, null]));
}

/** What the program that runs all checks should be. */
export const renderRunner = (book: LessonBook): string | null =>
  [...book.values()].some((record) => record.form === 'check' && isInUse(record)) ? runnerText : null;
