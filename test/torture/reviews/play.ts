import { confirmFixed } from '../../../mcp-server/domain/reviews/confirm-fixed.ts';
import { converge } from '../../../mcp-server/domain/reviews/converge.ts';
import { fixBrief } from '../../../mcp-server/domain/reviews/fix-brief.ts';
import { judge } from '../../../mcp-server/domain/reviews/judge.ts';
import { readReviewAnswer } from '../../../mcp-server/domain/reviews/verdict-schema.ts';
import type { Infra } from '../../../mcp-server/infra/infra.ts';
import type { Commit, RunId, TaskKey, Verdict } from '../../../mcp-server/kernel/model.ts';
import type { TestRepository } from '../../support/repository.ts';
import { valueOf } from '../../support/value-of.ts';
import type { CorpusChange } from './corpus-change.ts';
import { commitSides, siteOf, type Commits } from './review-site.ts';
import { faultOf, offSchema, scriptedReview } from './scripted-reviewer.ts';

/** What is broken, in words; nothing where all holds. */
export type Broken = string[];

interface Stage {
  infra: Infra;
  sample: TestRepository;
  change: CorpusChange;
  nth: number;
}

const rounds = 3;
const weighing = { rounds, unproven: 'show' } as const;

/** Plays the review of one change by the scripted reviewer, from its first verdict to its last. */
export async function playChange(stage: Stage): Promise<Broken> {
  const commits = commitSides(stage.sample, stage.change);
  const broken = offSchema.flatMap((answer) =>
    readReviewAnswer(answer, { session: 'scripted', keptAt: '' }).ok
      ? [`an answer that is none was read: ${JSON.stringify(answer)?.slice(0, 80)}`]
      : [],
  );
  return [...broken, ...(await (stage.change.faulty === null ? playClean(stage, commits) : playSeeded(stage, commits)))];
}

async function review(
  { infra, sample, change, nth }: Stage,
  { base, commit }: { base: Commit; commit: Commit },
): Promise<Verdict> {
  const answers = [{ by: 'claude', answer: scriptedReview(change, nth) }];
  return valueOf(await judge(infra, { ...siteOf(sample, commit), base, answers, round: 1 }));
}

/** A change without a fault passes, whatever is claimed, and nobody is asked to mend it. */
async function playClean(stage: Stage, { base, change }: Commits): Promise<Broken> {
  const verdict = await review(stage, { base, commit: change });
  const next = converge({ verdict, earlier: [], ...weighing });
  return [
    ...(verdict.decision === 'pass' ? [] : ['a change without a fault was blocked']),
    ...(next.next === 'pass' ? [] : [`after it comes ${next.next}`]),
    ...leaked(stage, verdict, []),
  ];
}

/** A seeded fault blocks, alone goes to the fixer, is not taken for mended before it is, and ends the loop when it comes again. */
async function playSeeded(stage: Stage, { base, change, pretended, mended }: Commits): Promise<Broken> {
  const { infra, sample } = stage;
  const title = faultOf(stage.change);
  const verdict = await review(stage, { base, commit: change });
  const fault = verdict.findings.find((finding) => finding.title === title);
  if (!fault) return ['the seeded fault is not in the verdict'];
  const next = converge({ verdict, earlier: [], ...weighing });
  const confirm = async (commit: Commit) => valueOf(await confirmFixed(infra, { ...siteOf(sample, commit), findings: [fault] }));
  const again = { ...verdict, commit: pretended };
  const [still, gone] = [await confirm(pretended), await confirm(mended)];
  const after = await review(stage, { base, commit: mended });
  return [
    ...(verdict.decision === 'block' && fault.status === 'reproduced'
      ? []
      : [`the seeded fault is ${fault.status}, the verdict ${verdict.decision}`]),
    ...(verdict.commit === change && after.commit === mended ? [] : ['a verdict is bound to another commit']),
    ...(next.next === 'fix' && next.findings.every((finding) => finding.id === fault.id) ? [] : [`after it comes ${next.next}`]),
    ...leaked(stage, verdict, [title]),
    ...(still.broken.length === 1 ? [] : ['a fault that was not mended counts as mended']),
    ...(gone.fixed.length === 1 ? [] : ['a fault that was mended counts as there']),
    ...(converge({ verdict: again, earlier: [verdict], ...weighing }).next === 'ask'
      ? []
      : ['the same finding twice does not end the loop']),
    ...(after.decision === 'pass' ? [] : ['what was mended is blocked']),
    ...leaked(stage, after, []),
  ];
}

/** What reaches a fixer although no replay showed it. */
function leaked({ change }: Stage, { findings }: Verdict, proven: string[]): Broken {
  const brief = fixBrief({ run: 'k3m9x2ab' as RunId, task: 'corpus' as TaskKey, attempt: 1, findings });
  const isWrong = ({ title }: { title: string }) => brief.includes(title) && !proven.includes(title);
  const missing = proven.filter((title) => !brief.includes(title)).map((title) => `the fixer is not told: ${title}`);
  const told = findings.filter((finding) => isWrong(finding) && !isTaste(finding.title));
  return [...missing, ...told.map(({ title }) => `the fixer of ${change.name} is told: ${title}`)];
}

const isTaste = (title: string): boolean => title === 'Claimed: matter of taste';
