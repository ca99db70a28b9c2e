import { briefHeader, type BriefFor } from '../reviews/brief-header.ts';
import { fence, fenceRule } from '../reviews/fence.ts';
import type { Statement } from './compare-rules.ts';

/** The brief of a comparing session: it sees one rule and what is written down already, and nothing of where they come from. */
export const likenessBrief = ({
  rule,
  statements,
  ...about
}: BriefFor & { rule: string; statements: readonly Statement[] }): string => `${briefHeader(about, 'learn')}

# Compare one rule with what is written down

Somebody drafted a rule. Say whether one of the numbered statements says the same already, or the opposite. Different words may say
the same; the same words about different things do not. A narrower rule that follows from a broader statement is the same.

${fenceRule}

# The rule

${fence(rule, 'rule')}

# The statements

${fence(statements.map(({ text }, at) => `${at + 1}: ${text}`).join('\n'), 'statements')}

Change nothing and read nothing else. Answer with the structured output.
`;
