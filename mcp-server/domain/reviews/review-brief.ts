import type { Commit } from '../../kernel/model.ts';
import type { ReviewAspect } from '../../kernel/config-reviews.ts';
import { renderAspects } from './aspects.ts';
import { briefHeader, type BriefFor } from './brief-header.ts';
import { fence, fenceRule } from './fence.ts';
import type { ReviewDiff } from './read-diff.ts';

/** What a reviewer gets to see. Never the builder's transcript, plan or summary: a reviewer that hears why nods. */
export interface ReviewMaterial extends BriefFor {
  title: string;
  spec: string;
  diff: ReviewDiff;
  base: Commit;
  commit: Commit;
  /** Commands that passed on this commit, and that the reviewer may run again. */
  checks: readonly string[];
  /** What is looked at. */
  aspects: readonly ReviewAspect[];
  /** The lessons for the files of the change, or nothing. */
  lessons?: string;
}

/** What a reviewer does with lessons besides reading them. */
export const citeLessons = ' Where a fault is one that a lesson would have prevented, name the lesson in `lesson`.';

/** The brief of a reviewing session. */
export const reviewBrief = (material: ReviewMaterial): string => `${briefHeader(material, 'review')}

# Review commit ${material.commit}

Judge whether this change does what its spec asks, and breaks nothing. You did not write it. The commit is checked out in
your working folder; it starts from ${material.base}. Read what you need around the change, and run what you like.

${fenceRule}

# Spec

${fence(`${material.title}\n\n${material.spec}`, 'spec')}

# Checks

${renderChecks(material.checks)}
${material.lessons ?? ''}
# The change

${renderDiff(material.diff)}

# What to report

Report faults of this change. Look for:

${renderAspects(material.aspects)}

No matters of taste. Say nothing rather than guess. No findings is a good answer when there are no faults. What was there before
this change, and its spec does not ask for, has \`origin\` before: it is written down and mended elsewhere.

- critical: loses data, opens a hole, or breaks what worked.
- major: the spec is not met.
- minor: anything else worth a line. It does not keep the change out.

Show each fault by evidence, and try the evidence before you answer:

- \`files\`: new files, such as a test, with paths relative to the repository root. They are laid into a clean checkout of
  this commit. Leave the files under review as they are, and stay out of \`.git\` and \`.claude\`.
- \`command\`: one shell command, run at the repository root, that exits non-zero because of the fault and exits 0 once the
  fault is mended, whichever way it is mended. No network, no ports other than \`$PORT\`.

We run the evidence ourselves. What we cannot reproduce does not count, so give \`null\` when you cannot show a fault. Name a
fault the same way whenever you see it again. Change nothing and commit nothing.

Answer with the structured output: \`summary\` and \`findings\`.
`;

const renderChecks = (checks: readonly string[]): string =>
  checks.length > 0
    ? `These commands passed on this commit:\n\n${fence(checks.join('\n'), 'checks')}`
    : 'No commands are configured. Find out how this repository tests itself.';

const renderDiff = (diff: ReviewDiff): string =>
  diff.path === null
    ? fence(diff.text, 'diff')
    : `The diff is too long for this brief. It is in the file ${diff.path}; read it whole. Its files:\n\n${fence(diff.stat, 'diffstat')}`;
