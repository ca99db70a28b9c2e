import type { CheckReport, Commit, Finding, Plan, RunId, Stage, TaskKey, Verdict } from '../../../kernel/model.ts';
import { showHidden } from '../../reviews/hidden-characters.ts';
import { quoteBlock, quoteLine } from './quote-text.ts';

/** What a pull request says about the work of a task. */
export interface PullRequestFacts {
  run: RunId;
  task: TaskKey;
  title: string;
  spec: string;
  plan: Plan | null;
  checks: CheckReport | null;
  verdict: Verdict | null;
  /** Faults that reviews proved and commits mended. */
  proven: readonly { finding: Finding; fixedAt: Commit }[];
  rounds: number;
  /** US dollars at list price, by stage. */
  cost: readonly { stage: Stage; usd: number; sessions: number }[];
  /** The merge on the run's branch, whose tree passed the checks. */
  merged: Commit | null;
  /** The task that it stands on, when it is part of a stack. */
  onto: TaskKey | null;
}

// Forges take more, and nobody reads it.
const mostTitle = 200;

/** The title of a pull request: the task's, in one line. */
export const pullRequestTitle = ({ title }: Pick<PullRequestFacts, 'title'>): string =>
  showHidden(title.replace(/\s+/g, ' ').trim()).slice(0, mostTitle);

/**
 * The body of a pull request: spec, plan, evidence and cost, with nothing of this machine in it. What others wrote stands in
 * code blocks, where it mentions nobody and closes no issue.
 */
export function pullRequestBody(facts: PullRequestFacts): string {
  const { run, task, plan, onto } = facts;
  const sections = [
    `Task \`${task}\` of fanout run \`${run}\`${onto ? `, on top of task \`${onto}\`` : ''}. It landed on the run's own branch before this was opened.`,
    `## Spec\n\n${quoteBlock(facts.spec)}`,
    plan
      ? `## Plan\n\n${quoteBlock([plan.summary, ...plan.steps.map((step, index) => `${index + 1}. ${step}`)].join('\n'))}`
      : '',
    `## Evidence\n\n${evidence(facts).join('\n')}`,
    `## Cost\n\n${cost(facts)}`,
    `Fanout-Run: ${run}\nFanout-Task: ${task}${facts.merged ? `\nFanout-Merge: ${facts.merged}` : ''}`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function evidence({ checks, verdict, proven, rounds, merged }: PullRequestFacts): string[] {
  const gates = checks?.gates.map(({ command, exitCode }) => `- ${quoteLine(command)}: exit ${exitCode}`) ?? [];
  return [
    ...(gates.length > 0 ? gates : ['- No check is configured.']),
    ...(merged ? [`- The merge ${merged} passed the checks of the run before it landed.`] : []),
    verdict
      ? `- Reviewed at ${verdict.commit}: ${verdict.decision}, ${verdict.findings.length} findings, ${rounds} rounds of fixing.`
      : '- It was not reviewed.',
    ...proven.map(({ finding, fixedAt }) => {
      const shown = finding.evidence ? `, shown by ${quoteLine(finding.evidence.command)}` : '';
      return `- Found and mended in ${fixedAt}: ${quoteLine(finding.title)} (${quoteLine(`${finding.file}:${finding.line}`)})${shown}.`;
    }),
  ];
}

function cost({ cost: stages }: PullRequestFacts): string {
  const total = stages.reduce((sum, { usd }) => sum + usd, 0);
  const parts = stages.map(({ stage, usd, sessions }) => `${stage} $${usd.toFixed(2)} (${sessions} sessions)`);
  return `$${total.toFixed(2)} at list price, an estimate${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.`;
}
