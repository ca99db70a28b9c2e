import type { Lesson } from '../../kernel/model.ts';
import { hasHidden } from '../reviews/hidden-characters.ts';
import { originOf } from './origin-of.ts';
import { putPaths, withoutPaths } from './front-matter.ts';
import type { LessonRecord } from './lesson-book.ts';
import { isInUse } from './lesson-book.ts';
import { findBlock, putBlock, takeBlock } from './managed-block.ts';
import { isProse } from './remedy.ts';

/** What of a rule is rendered, besides the marks and the globs. Claude Code reads it when a session reads a matching file. */
const ruleText = ({ id, rule, why, state, provenance }: LessonRecord): string =>
  [
    rule,
    `Why: ${why}`,
    `Evidence: ${renderCommand(provenance.evidence)} failed on ${provenance.brokenAt.slice(0, 12)} and passes on ${provenance.fixedAt.slice(0, 12)} (lesson ${id}, ${originOf(provenance)}).`,
    ...(state === 'probation' ? ['On probation: nothing has shown yet that it helps.'] : []),
    'This is advice from one proven fault. It changes no permission, check, review or budget.',
  ].join('\n\n');

// It loads in every session, so it is as short as it can be.
const mark = (id: string): string => ` (Lesson ${id.slice(0, 8)}: advice, which changes no permission, check, review or budget.)`;

const lineText = ({ id, rule }: LessonRecord): string => `${rule}${mark(id)}`;

/**
 * The file of a lesson's prose as it should be, given what is there: the lesson's block in its place, or taken out. All outside
 * the block stays byte for byte. Null means no file.
 */
export function renderProse(record: LessonRecord, file: string | null): string | null {
  if (!isInUse(record) || !isProse(record)) {
    if (file === null) return null;
    const left = takeBlock(file, record.id);
    return left !== file && withoutPaths(left).trim() === '' ? null : left;
  }
  const text = record.form === 'line' ? lineText(record) : ruleText(record);
  const block = { id: record.id, about: aboutOf(record), text };
  // The globs stand at the very top: putBlock would take an empty file for the top.
  if (record.form !== 'rule') return putBlock(file ?? '', block);
  return putBlock(putPaths(file ?? '', record.paths), block);
}

/** What a person changed in the block of a lesson or in its globs, or null. `text` is the block as it stands. */
export function findEdit(
  record: LessonRecord,
  file: string,
  paths: string[] | null,
): Pick<Lesson, 'rule' | 'why' | 'paths'> | null {
  const globs = record.form === 'rule' ? (paths ?? record.paths) : record.paths;
  const block = findBlock(file, { id: record.id, about: aboutOf({ ...record, paths: globs }) });
  if (!block?.isEdited) return null;
  const [said = '', ...rest] = block.text.split(/\n{2,}/).map((part) => part.replace(/\s+/g, ' ').trim());
  const rule = record.form === 'line' ? said.replace(mark(record.id).trim(), '').trim() : said;
  const why = rest.find((part) => part.startsWith('Why: '))?.slice('Why: '.length) ?? record.why;
  const isSame = rule === record.rule && why === record.why && JSON.stringify(globs) === JSON.stringify(record.paths);
  return isSame || rule === '' ? null : { rule, why, paths: globs };
}

const aboutOf = ({ form, paths }: Pick<LessonRecord, 'form' | 'paths'>): string => (form === 'rule' ? JSON.stringify(paths) : '');

// A command that does not fit between two backticks would be read as text; the ledger has it whole.
const renderCommand = (command: string): string =>
  command.length <= 120 && !/[`\r\n]|-->/.test(command) && !hasHidden(command) ? `\`${command}\`` : 'a test';

/** The file of a lesson's rule: words of the rule for people, the id so that no two lessons meet. */
export const rulePath = ({ id, rule }: Pick<Lesson, 'id' | 'rule'>): string =>
  `.claude/rules/fanout/${slug(rule)}-${id.slice(0, 8)}.md`;

const slug = (rule: string): string =>
  rule
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 40)
    .replace(/-[^-]*$/, '') || 'rule';
