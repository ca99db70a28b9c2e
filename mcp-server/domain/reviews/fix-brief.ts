import type { Finding, GateResult } from '../../kernel/model.ts';
import { readTail } from '../verification/read-tail.ts';
import { briefHeader, type BriefFor } from './brief-header.ts';
import { fence, fenceRule } from './fence.ts';

/** Why a task goes back to its builder, with all that the builder needs to mend it. */
export interface FixMaterial extends BriefFor {
  /** What a review found: of this, what we reproduced goes to the builder, and what is named in `asked`. */
  findings?: readonly Finding[];
  /** Ids of findings that nobody could replay and that go to the builder all the same, because a person wants it so. */
  asked?: readonly string[];
  /** What a person who decided about the task says. */
  word?: string;
  /** Checks that failed, on the task's commit or on the merged tree. */
  failed?: readonly GateResult[];
  /** Where the failed checks ran, such as `the merge with the run's branch`. */
  failedOn?: string;
  /** Files with conflict markers, after the target was merged into the task's worktree. */
  conflicts?: readonly string[];
  /** Anything else that went wrong, in a sentence or two. */
  detail?: string;
}

/** The brief of a fixing session: the builder goes on, with what was found. */
export const fixBrief = (material: FixMaterial): string =>
  [
    `${briefHeader(material, 'fix')}\n\n# Mend this task\n\nYour work came back. Mend what stands below, and nothing else, on the branch that is checked out here. ${fenceRule}`,
    material.word
      ? `# What the person says\n\nA person looked at your work and says how it goes on. Do this.\n\n${fence(material.word, 'word')}`
      : '',
    material.detail ? `# What went wrong\n\n${fence(material.detail, 'detail')}` : '',
    renderConflicts(material.conflicts ?? []),
    renderFailed(material.failed ?? [], material.failedOn ?? 'your last commit'),
    ...(material.findings ?? []).filter((finding) => isForFixer(finding, material.asked ?? [])).map(renderFinding),
    '# When you are done\n\nRun the checks, then commit everything that belongs to the task. Never weaken, skip or delete a test or a check to make it pass: if one is wrong, say so and leave it. If a check that failed passes as it is, change nothing and say so: it is run again.',
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');

const renderConflicts = (files: readonly string[]): string =>
  files.length === 0
    ? ''
    : `# Conflicts\n\nOther work was merged into your branch, and these files conflict. Resolve each so that both sides keep what they meant, remove the markers, \`git add\` them and finish with \`git commit --no-edit\`.\n\n${fence(files.join('\n'), 'files')}`;

const renderFailed = (failed: readonly GateResult[], where: string): string =>
  failed.length === 0
    ? ''
    : `# Checks that failed on ${where}\n\n${failed
        .map(
          ({ command, exitCode, outputPath }) =>
            `Exit ${exitCode}; the whole output is in ${outputPath} and ends like this:\n\n${fence(readTail(outputPath), command)}`,
        )
        .join('\n\n')}`;

/** Whether a finding is the builder's to mend: a fault of this change that was reproduced, or one that was asked for. */
const isForFixer = ({ id, status, isOutside = false }: Finding, asked: readonly string[]): boolean =>
  !isOutside && (status === 'reproduced' || (status === 'unproven' && asked.includes(id)));

const renderFinding = ({ severity, status, evidence, title, file, line, what }: Finding): string => {
  const said = fence(`${title}\n${file}:${line}\n\n${what}`, 'finding');
  const head = `# A ${severity} fault, ${status === 'reproduced' ? 'reproduced by us' : 'not yet shown by a test'}\n\n${said}`;
  if (!evidence) return `${head}\n\nFirst write a test that shows it. If there is no such fault, keep the test and say so.`;
  const files = evidence.files.map((one) => fence(one.content, one.path)).join('\n');
  return `${head}\n\nWith these files laid into the repository, this command fails now and must pass after your fix. Keep it as a regression test, where and how this repository keeps its tests.\n\n${fence(evidence.command, 'command')}\n${files}`;
};
