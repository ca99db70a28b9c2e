import { join } from 'node:path';
import { askOpinion } from '../../../mcp-server/domain/reviews/ask-opinion.ts';
import type { Infra } from '../../../mcp-server/infra/infra.ts';
import { parseConfig } from '../../../mcp-server/kernel/config.ts';
import type { TestRepository } from '../../support/repository.ts';
import { valueOf } from '../../support/value-of.ts';
import { siteOf, withFile } from './review-site.ts';
import { offSchema } from './scripted-reviewer.ts';

const pass = JSON.stringify({ summary: 'All is well.', findings: [] });

/** Programs that fail in the ways in which reviewers do. Each would pass, if it were believed. */
const failing: Record<string, string> = {
  ...Object.fromEntries(
    offSchema.map((answer, nth) => [
      `off the schema ${nth + 1}`,
      `process.stdout.write(${JSON.stringify(JSON.stringify(answer))});`,
    ]),
  ),
  'prose around it': `console.log('Here is my review:'); console.log(${JSON.stringify(pass)});`,
  'half of it': `process.stdout.write(${JSON.stringify(pass.slice(0, -3))});`,
  twice: `process.stdout.write(${JSON.stringify(pass + pass)});`,
  'a pass and exit 1': `process.stdout.write(${JSON.stringify(pass)}); process.exitCode = 1;`,
  'a pass and a kill': `process.stdout.write(${JSON.stringify(pass)}, () => process.kill(process.pid, 'SIGKILL'));`,
  'a pass and no end': `process.stdout.write(${JSON.stringify(pass)}); setInterval(() => {}, 1000);`,
  'a pass on stderr': `process.stderr.write(${JSON.stringify(pass)});`,
  nothing: '',
  'a crash': "throw new Error('no login');",
};

/** Asks reviewers that fail, all or those that are chosen. Answers how many were asked, and which of them were taken for a pass. */
export async function askFailing(
  infra: Infra,
  sample: TestRepository,
  choose: (all: [string, string][]) => [string, string][],
): Promise<{ asked: number; believed: string[] }> {
  const believed: string[] = [];
  const chosen = choose(Object.entries(failing));
  for (const [name, lines] of chosen) {
    const program = join(sample.folder, 'reviewer.mjs');
    const agents = { other: { argv: [process.execPath, program], timeoutMinutes: 0.03 } };
    const asked = await withFile(program, lines, async () => {
      const config = valueOf(
        parseConfig({ setup: false, reviews: { others: ['other'], agents } }, { path: 'fanout.yaml', locate: String }),
      );
      const outputDirectory = join(sample.folder, 'failing', name.replaceAll(' ', '-'));
      return valueOf(
        await askOpinion(infra, { ...siteOf(sample, sample.base), config, outputDirectory, name: 'other', brief: 'Review.\n' }),
      );
    });
    if (asked.answer !== null || asked.opinion.is !== 'failed') believed.push(name);
  }
  return { asked: chosen.length, believed };
}
