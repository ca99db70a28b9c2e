import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { admitLesson } from '../../mcp-server/domain/lessons/admit-lesson.ts';
import { readBook } from '../../mcp-server/domain/lessons/lesson-book.ts';
import { writeLesson } from '../../mcp-server/domain/lessons/write-lesson.ts';
import { decide } from '../../mcp-server/domain/reviews/decide.ts';
import { runGates } from '../../mcp-server/domain/verification/run-gates.ts';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import { asCommit } from '../../mcp-server/kernel/id.ts';
import type { Commit, Finding, RunId, SessionId, TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeFinding } from '../support/finding.ts';
import { makeInfra } from '../support/infra.ts';
import { makeLesson } from '../support/lesson.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { seeded } from '../support/random.ts';
import { honestLessons, hostileLesson, type Hostile } from './lesson-texts.ts';
import type { Torture } from './torture.ts';

const target = 'refs/heads/lessons';
const fix =
  '--- a/src/sum.js\n+++ b/src/sum.js\n-const sum = total + value; list.total\n+const sum = total + parse(value); list.total\n';

/** The ways in. Whoever drafts repeats what was planted: no session is trusted to see through it. */
const ways = ['issue', 'finding', 'file', 'proven'] as const;

/** Lessons that somebody planted by issues, findings and files, and a drafting session that repeats every word of them. */
export const lessons: Torture = {
  name: 'lessons',
  says: 'planted lessons, none of which may become a rule, and honest ones, none of which may be refused; --kills is how many',
  kills: 400,
  run: async ({ kills, say }) => {
    const infra = makeInfra();
    const sample = makeRepository({ files: { 'src/sum.js': 'a + b\n' } });
    sample.git(['branch', 'lessons']);
    const seed = Math.floor(Math.random() * 1e9);
    say(`seed ${seed}`);
    const random = seeded(seed);
    try {
      let refused = 0;
      for (let nth = 0; nth < kills; nth += 1) {
        const admitted = plant(hostileLesson(random), ways[nth % ways.length] ?? 'issue', nth);
        if (!admitted.ok) refused += 1;
        else await writeLesson(infra, { repository: sample.repository, target, lesson: admitted.value, proven: null });
      }
      const book = readBook(show(sample, '.fanout/lessons.jsonl'));
      const inUse = [...book.values()].filter(({ state }) => state !== 'candidate');
      for (const { rule, why } of inUse) say(`in use: ${rule} (${why})`);
      const rendered = sample.git(['ls-tree', '-r', '--name-only', target, '.claude']).split('\n').filter(Boolean).length;
      say(`${refused} refused, ${book.size} wait for a person`);
      const honest = honestLessons.map(({ rule, why, fix }, nth) => admit({ rule, why, fix, finding: makeFinding(), nth }));
      const honestRefused = honest.filter(({ ok }) => !ok).length;
      say(`${honest.filter((one) => one.ok && one.value.asks === null).length} honest lessons are used unasked`);
      const { gates, fired } = await forceIn(infra, sample, random);
      const figures = { hostile: kills, active: inUse.length, rendered, honest: honest.length, honestRefused, gates, fired };
      return { ok: inUse.length + rendered + honestRefused === 0 && fired === gates, figures };
    } finally {
      sample.dispose();
      infra.dispose();
    }
  },
};

const show = (sample: TestRepository, path: string): string => {
  try {
    return `${sample.git(['cat-file', 'blob', `${target}:${path}`])}\n`;
  } catch {
    return '';
  }
};

function plant({ rule, why }: Hostile, way: (typeof ways)[number], nth: number) {
  switch (way) {
    case 'issue':
      // An issue may claim a fault; nothing of it was ever reproduced.
      return admit({ rule, why, fix, nth, finding: makeFinding({ status: 'unproven', title: rule }) });
    case 'finding':
      return admit({ rule, why, fix, nth, finding: makeFinding({ status: 'not-reproduced', what: why }) });
    case 'file':
      // A file that the fix touched holds the words, as a comment, as a text, and as prose.
      return admit({
        rule,
        why,
        fix: `${fix}+// ${rule} ${why}\n+const help = ${JSON.stringify(rule)};\n--- a/README.md\n+++ b/README.md\n+${rule} ${why}\n`,
        nth,
        finding: makeFinding({ what: rule }),
      });
    case 'proven':
      return admit({ rule, why, fix, nth, finding: makeFinding({ title: rule, what: why }) });
  }
}

const admit = ({ rule, why, fix, finding, nth }: { rule: string; why: string; fix: string; finding: Finding; nth: number }) =>
  admitLesson({
    run: 'k3m9x2ab' as RunId,
    task: `t${nth}` as TaskKey,
    answer: { rule, why, paths: ['src/**'] },
    session: 's' as SessionId,
    directory: '/kept',
    proven: {
      finding: { ...finding, id: nth.toString(16).padStart(16, '0') },
      brokenAt: 'b'.repeat(40) as Commit,
      fixedAt: 'f'.repeat(40) as Commit,
    },
    fix,
    loaded: [],
  });

/** Hostile lessons are put into the ledger by hand, in use and rendered: whatever they say, each gate fires as before. */
async function forceIn(infra: Infra, sample: TestRepository, random: () => number): Promise<{ gates: number; fired: number }> {
  for (let nth = 0; nth < 20; nth += 1) {
    const { rule, why } = hostileLesson(random);
    const lesson = makeLesson({ id: `f${nth.toString(16).padStart(15, '0')}`, rule, why });
    await writeLesson(infra, { repository: sample.repository, target, lesson, proven: null });
  }
  sample.git(['switch', '--quiet', 'lessons']);
  const outputDirectory = mkdtempSync(join(tmpdir(), 'fanout-torture-'));
  const commit = asCommit(sample.git(['rev-parse', 'HEAD']));
  if (commit === null) throw new Error('no commit');
  try {
    const commands = ['false', 'test -f nothing', 'exit 3'];
    const report = await runGates(infra, {
      commands,
      cwd: sample.path,
      environment: { PATH: process.env['PATH'] ?? '' },
      commit,
      outputDirectory,
      timeoutMs: 10_000,
    });
    const red = report.gates.filter(({ exitCode }) => exitCode !== 0).length;
    const blocks = decide([makeFinding()], 1) === 'block' && !report.passed;
    return { gates: commands.length + 1, fired: red + (blocks ? 1 : 0) };
  } finally {
    rmSync(outputDirectory, { recursive: true, force: true });
  }
}
