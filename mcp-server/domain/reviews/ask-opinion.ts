import { join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import { explain } from '../../kernel/explain.ts';
import type { Workspace } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { adapterOf } from '../sessions/agents/adapters.ts';
import { findProgram } from '../sessions/agents/find-program.ts';
import { askAgent, type Question } from '../sessions/ask-agent.ts';
import { withCheckout, type CheckoutReason } from '../verification/with-checkout.ts';
import { keepOpinion, keptOpinion, type AskedOpinion } from './kept-opinion.ts';
import type { ReplaySite } from './replay-findings.ts';
import { strictSchema } from './strict-schema.ts';
import { readReviewAnswer, verdictJsonSchema, type ReviewAnswer } from './verdict-schema.ts';

/** Another vendor's agent that is to review a commit. */
export interface OpinionWanted extends ReplaySite {
  name: string;
  brief: string;
}

const schema = strictSchema(verdictJsonSchema);

/**
 * Has an agent of another vendor review a commit in a worktree of its own. One that answers off the schema is asked once more
 * and told why. That it is not installed, fails or gives no answer is an opinion too, and never a pass. An answer that was had
 * for this commit is not asked for again.
 */
export async function askOpinion(
  infra: Infra,
  { name, brief, ...site }: OpinionWanted,
): Promise<Result<AskedOpinion, CheckoutReason>> {
  const directory = join(site.outputDirectory, `opinion-${name}`);
  const kept = keptOpinion(directory, site.commit);
  if (kept) return ok(kept);
  const adapter = adapterOf(name, site.config.reviews.agents[name]);
  const program = adapter && findProgram(adapter.argv[0] ?? '', infra.environment);
  if (!adapter || program === null) return ok(absent(name, adapter?.argv[0] ?? name));
  const path = `${site.path}-${name}`;
  const outputPath = join(site.outputDirectory, `setup-${name}.log`);
  const asked = await withCheckout(
    infra,
    { ...site, path, outputPath, included: false },
    ({ path: cwd, environment }: Workspace) => {
      const { passEnvironment } = site.config;
      return askTwice(infra, {
        name,
        adapter,
        program,
        brief,
        schema,
        cwd,
        environment,
        passEnvironment,
        directory,
        signal: site.signal,
      });
    },
  );
  if (!asked.ok) return asked;
  const price = site.config.reviews.agents[name]?.usdPerMillionTokens;
  const opinion = conclude(asked.value, { by: name, keptAt: directory, ...(price === undefined ? {} : { price }) });
  if (!site.signal?.aborted) keepOpinion(directory, site.commit, opinion);
  return ok(opinion);
}

interface Answered {
  read: Result<ReviewAnswer, 'answer-invalid' | 'opinion-failed'>;
  /** Of all tries, also those whose answer did not fit. */
  tokens: number;
}

async function askTwice(infra: Infra, question: Question): Promise<Answered> {
  const first = await askOnce(infra, question);
  if (first.read.ok || first.read.failure.reason !== 'answer-invalid') return first;
  const again = `${question.brief}\nYour last answer did not fit: ${first.read.failure.detail} Answer again, with all of it, in the form of the schema and nothing else.\n`;
  const second = await askOnce(infra, { ...question, brief: again });
  return { ...second, tokens: first.tokens + second.tokens };
}

async function askOnce(infra: Infra, question: Question): Promise<Answered> {
  const asked = await askAgent(infra, question);
  if (!asked.ok) return { read: asked, tokens: 0 };
  const { answer, tokens = 0 } = asked.value;
  return { read: readReviewAnswer(answer, { session: question.name, keptAt: question.directory }), tokens };
}

function conclude(
  { read, tokens }: Answered,
  { by, keptAt, price }: { by: string; keptAt: string; price?: number },
): AskedOpinion {
  const spent = {
    ...(tokens === 0 ? {} : { tokens }),
    ...(tokens === 0 || price === undefined ? {} : { usd: (tokens * price) / 1_000_000 }),
  };
  if (read.ok) return { opinion: { by, is: 'given', said: read.value.summary, keptAt, ...spent }, answer: read.value };
  const { failure } = read;
  const said = failure.reason === 'opinion-failed' ? failure.detail : explain(failure).message;
  return { opinion: { by, is: 'failed', said, keptAt, ...spent }, answer: null };
}

const absent = (by: string, program: string): AskedOpinion => ({
  opinion: { by, is: 'absent', said: `There is no ${program} on PATH, so ${by} did not review.` },
  answer: null,
});
