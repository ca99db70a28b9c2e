import type { CheckReport, Commit, Finding, Plan, RunId, Stage, TaskKey, Verdict } from '../../../kernel/model.ts';
import { showHidden } from '../../reviews/hidden-characters.ts';

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

// Forges take a good deal more, and nobody reads it.
const most = { title: 200, section: 8_000 };

/** The title of a pull request: the task's, in one line. */
export const pullRequestTitle = ({ title }: Pick<PullRequestFacts, 'title'>): string =>
  showHidden(title.replace(/\s+/g, ' ').trim()).slice(0, most.title);

/**
 * The body of a pull request: spec, plan, evidence and cost, with nothing of this machine in it. What others wrote stands in
 * code blocks, where it mentions nobody and closes no issue.
 */
export function pullRequestBody(facts: PullRequestFacts): string {
  const { run, task, plan, onto } = facts;
  const sections = [
    `Task \`${task}\` of fanout run \`${run}\`${onto ? `, on top of task \`${onto}\`` : ''}. It landed on the run's own branch before this was opened.`,
    `## Spec\n\n${block(facts.spec)}`,
    plan ? `## Plan\n\n${block([plan.summary, ...plan.steps.map((step, index) => `${index + 1}. ${step}`)].join('\n'))}` : '',
    `## Evidence\n\n${evidence(facts).join('\n')}`,
    `## Cost\n\n${cost(facts)}`,
    `Fanout-Run: ${run}\nFanout-Task: ${task}${facts.merged ? `\nFanout-Merge: ${facts.merged}` : ''}`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function evidence({ checks, verdict, proven, rounds, merged }: PullRequestFacts): string[] {
  const gates = checks?.gates.map(({ command, exitCode }) => `- ${code(command)}: exit ${exitCode}`) ?? [];
  return [
    ...(gates.length > 0 ? gates : ['- No check is configured.']),
    ...(merged ? [`- The merge ${merged} passed the checks of the run before it landed.`] : []),
    verdict
      ? `- Reviewed at ${verdict.commit}: ${verdict.decision}, ${verdict.findings.length} findings, ${rounds} rounds of fixing.`
      : '- It was not reviewed.',
    ...proven.map(({ finding, fixedAt }) => {
      const shown = finding.evidence ? `, shown by ${code(finding.evidence.command)}` : '';
      return `- Found and mended in ${fixedAt}: ${code(finding.title)} (${code(`${finding.file}:${finding.line}`)})${shown}.`;
    }),
  ];
}

function cost({ cost: stages }: PullRequestFacts): string {
  const total = stages.reduce((sum, { usd }) => sum + usd, 0);
  const parts = stages.map(({ stage, usd, sessions }) => `${stage} $${usd.toFixed(2)} (${sessions} sessions)`);
  return `$${total.toFixed(2)} at list price, an estimate${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.`;
}

/** A block that its text cannot close. */
function block(text: string): string {
  const shown = cut(showHidden(text));
  const ticks = '`'.repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${ticks}text\n${shown}\n${ticks}`;
}

function code(text: string): string {
  const shown = showHidden(text.replace(/\s+/g, ' ').trim()).slice(0, 300);
  const ticks = '`'.repeat(Math.max(1, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return ticks.length > 1 ? `${ticks} ${shown} ${ticks}` : `\`${shown}\``;
}

const cut = (text: string): string => (text.length > most.section ? `${text.slice(0, most.section)}\n… (cut)` : text);
