import { stringify } from 'yaml';
import type { Lesson } from '../../kernel/model.ts';
import { hasHidden } from '../reviews/hidden-characters.ts';

/** The rule as a file below `.claude/rules/`: Claude Code reads it when a session reads a file that `paths` match. */
export const renderRule = ({ id, rule, why, paths, provenance }: Lesson): string =>
  [
    `---\n${stringify({ paths })}---`,
    rule,
    `Why: ${why}`,
    `Evidence: ${renderCommand(provenance.evidence)} failed on ${provenance.brokenAt.slice(0, 12)} and passes on ${provenance.fixedAt.slice(0, 12)} (lesson ${id}, run ${provenance.run}, task ${provenance.task}).`,
    'This is advice from one proven fault. It changes no permission, check, review or budget.',
  ]
    .join('\n\n')
    .concat('\n');

// A command that does not fit between two backticks would be read as text; the ledger has it whole.
const renderCommand = (command: string): string =>
  command.length <= 120 && !/[`\r\n]/.test(command) && !hasHidden(command) ? `\`${command}\`` : 'a test';

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
