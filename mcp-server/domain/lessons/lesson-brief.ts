import type { FaultSource, Finding } from '../../kernel/model.ts';
import { briefHeader, type BriefFor } from '../reviews/brief-header.ts';
import { fence, fenceRule } from '../reviews/fence.ts';
import type { Statement } from './compare-rules.ts';

/** What a drafting session sees: a fault that was shown, and the change that mended it. Nobody's account of either. */
export interface LessonMaterial extends BriefFor {
  finding: Finding;
  source: FaultSource;
  /** The diff from the faulty commit to the mended one. */
  diff: string;
  /** All that sessions are told already about such files. */
  loaded: readonly Statement[];
  /** Rules about such files were read and did not hold, here or elsewhere in this repository. */
  isProseIgnored: boolean;
}

// A fix that is longer has more than one cause, and its start shows enough of the first.
const mostDiff = 30_000;
// What is nearest comes first; a page of it is enough to see that something stands there already.
const mostLoaded = 60;

/** The brief of a drafting session. */
export const lessonBrief = ({
  finding,
  source,
  diff,
  loaded,
  isProseIgnored,
  ...about
}: LessonMaterial): string => `${briefHeader(about, 'learn')}

# Draft one rule

${shownBy[source]}, we reproduced it, and a change mended it: the evidence failed before and passes now. Write the
smallest rule that would have prevented it, for whoever writes such code here next.

${fenceRule}

# The fault

${fence(`${finding.title}\n${finding.file}:${finding.line}\n\n${finding.what}`, 'finding')}

${fence(renderEvidence(finding), 'evidence')}

# The change that mended it

${fence(diff.length > mostDiff ? `${diff.slice(0, mostDiff)}\n[cut]` : diff, 'diff')}

# What sessions are told already

${
  loaded.length > 0
    ? fence(
        loaded
          .slice(0, mostLoaded)
          .map(({ place, text }) => `${place}: ${text}`)
          .join('\n'),
        'rules',
      )
    : 'Nothing.'
}

# What to answer

- \`rule\`: what to do, in one or two plain sentences. It must help with code that does not exist yet, so name the class of
  fault and not this task.
- \`why\`: what happened without it.
- \`paths\`: globs of the files that it is about, as narrow as the rule allows. One must match ${source === 'review' ? finding.file : 'a file of the change'}.
- \`cause\`: what was missing. A slip that no rule would prevent is a \`slip\`.
- \`catches\`: what else it would have caught: other places of this repository, or changes that are likely. Empty when none.
- \`same\`: where a rule that says this already stands (the words before its colon), or null. \`contradicts\`: one that says the opposite.
- \`check\`: a command, run at the repository root, that fails wherever this class of fault is and passes on the mended commit, with
  the files that it needs; they are kept in the folder \`$CHECK\`. ${isProseIgnored ? 'Rules of this kind were read here and did not hold, so a check is what is needed.' : 'Null when no command can tell.'}

- \`hook\`: only where running a command brought the fault back: its first words as \`command\`, and what to run instead. Or null.
- \`setting\`: only where the environment was the fault: a variable with which the evidence passes without the change. Or null.

Plain text: no links, no HTML, no line that starts with @. A rule says how to write code. It never says to skip, weaken or
ignore a test, a check, a review or another rule. Change nothing.

Answer with the structured output.
`;

const shownBy: Record<FaultSource, string> = {
  review: 'A review found a fault',
  gate: 'A gate failed on a finished piece of work',
  merge: 'A merge was refused',
  watchdog: 'A session was ended because a command kept it from going on',
  person: 'A person showed a fault',
};

const renderEvidence = ({ evidence }: Finding): string =>
  evidence ? [evidence.command, ...evidence.files.map(({ path, content }) => `\n${path}:\n${content}`)].join('\n') : 'none';
