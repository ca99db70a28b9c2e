import { findProgram } from '../../mcp-server/domain/sessions/agents/find-program.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { corpus } from './reviews/corpus.ts';
import { askFailing } from './reviews/failing.ts';
import { playChange } from './reviews/play.ts';
import { reviewLive } from './reviews/score-live.ts';
import type { Outcome, Torture } from './torture.ts';

const files = { 'README.md': '# Sample\n', 'package.json': '{ "name": "sample", "private": true }\n' };

/** Changes with seeded faults and changes without one, in several languages, and reviewers that fail in every way we know. */
export const reviews: Torture = {
  name: 'reviews',
  says: 'changes with and without seeded faults, reviewed by a script, or by a model with --live',
  kills: corpus.length,
  unit: 'changes',
  run: async ({ kills: most, say, live = false }) => {
    const infra = makeInfra();
    const sample = makeRepository({ files });
    try {
      const here = corpus.filter(({ needs }) => findProgram(needs, process.env) !== null);
      const chosen = spread(here, most);
      const play = live ? scoreLive : playScripted;
      const outcome = await play({ infra, sample, chosen, say });
      return { ...outcome, figures: { ...outcome.figures, skipped: corpus.length - here.length } };
    } finally {
      sample.dispose();
      infra.dispose();
    }
  },
};

interface Playing {
  infra: ReturnType<typeof makeInfra>;
  sample: ReturnType<typeof makeRepository>;
  chosen: typeof corpus;
  say(line: string): void;
}

async function playScripted({ infra, sample, chosen, say }: Playing): Promise<Outcome> {
  let broken = 0;
  for (const [nth, change] of chosen.entries()) {
    const problems = await playChange({ infra, sample, change, nth });
    broken += problems.length;
    for (const problem of problems) say(`${change.name}: ${problem}`);
  }
  // The short form also asks fewer of those that fail.
  const share = chosen.length / corpus.length;
  const failing = await askFailing(infra, sample, (all) => spread(all, Math.max(8, Math.round(all.length * share))));
  for (const name of failing.believed) say(`a reviewer that fails was believed: ${name}`);
  const figures = { ...counts(chosen), broken, failing: failing.asked, falsePasses: failing.believed.length };
  return { ok: broken === 0 && failing.believed.length === 0, figures };
}

/** Scores a live reviewer: what it caught by evidence, and where it blocked without a fault. There is nothing to hold. */
async function scoreLive({ infra, sample, chosen, say }: Playing): Promise<Outcome> {
  const score = { caught: 0, missed: 0, passed: 0, falseBlocks: 0, unproven: 0, failed: 0 };
  for (const [nth, change] of chosen.entries()) {
    const { verdict, why, ...failed } = await reviewLive(infra, { sample, change, nth });
    const blocks = verdict?.decision === 'block';
    const outcome =
      verdict === null ? 'failed' : change.faulty === null ? (blocks ? 'falseBlocks' : 'passed') : blocks ? 'caught' : 'missed';
    score[outcome] += 1;
    score.unproven += verdict?.findings.filter(({ status }) => status === 'unproven').length ?? 0;
    say(`${change.name}: ${outcome}${why === null ? '' : `, ${why}`}`);
    if ('isHopeless' in failed && failed.isHopeless) break;
  }
  return { ok: score.failed === 0, figures: { ...counts(chosen), ...score } };
}

const counts = (chosen: typeof corpus) => ({
  seeded: chosen.filter(({ faulty }) => faulty !== null).length,
  clean: chosen.filter(({ faulty }) => faulty === null).length,
  languages: new Set(chosen.map(({ language }) => language)).size,
});

/** So many changes, taken evenly from all over the list. */
const spread = <T>(all: readonly T[], most: number): T[] =>
  all.length <= most
    ? [...all]
    : all.filter((_, at) => Math.floor(((at + 1) * most) / all.length) > Math.floor((at * most) / all.length));
