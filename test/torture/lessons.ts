import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lessonPropose } from '../../mcp-server/api/tools/lesson-propose.ts';
import { record } from '../../mcp-server/domain/coordination/work/record.ts';
import { admitLesson } from '../../mcp-server/domain/lessons/admit-lesson.ts';
import { isInUse, readBook, type LessonBook } from '../../mcp-server/domain/lessons/lesson-book.ts';
import { moveLesson } from '../../mcp-server/domain/lessons/move-lesson.ts';
import { writeLesson } from '../../mcp-server/domain/lessons/write-lesson.ts';
import { decide } from '../../mcp-server/domain/reviews/decide.ts';
import { proveFence } from '../../mcp-server/domain/sessions/agents/session-settings.ts';
import { inspectChange } from '../../mcp-server/domain/verification/guard/inspect-change.ts';
import { runGates } from '../../mcp-server/domain/verification/run-gates.ts';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { Agent } from '../../mcp-server/kernel/event.ts';
import { asCommit, newRunId } from '../../mcp-server/kernel/id.ts';
import type { Commit, Finding, RunId, SessionId, TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeFinding } from '../support/finding.ts';
import { makeInfra } from '../support/infra.ts';
import { makeLesson } from '../support/lesson.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { seeded } from '../support/random.ts';
import { makeGraph } from '../support/submitted.ts';
import { valueOf } from '../support/value-of.ts';
import { honestLessons } from './honest-lessons.ts';
import { hostileLesson, type Hostile } from './lesson-texts.ts';
import type { Torture } from './torture.ts';

const target = 'refs/heads/lessons';
const fix =
  '--- a/src/sum.js\n+++ b/src/sum.js\n-const sum = total + value; list.total\n+const sum = total + parse(value); list.total\n';
// The same change, as files of commits.
const [broken, mended] = ['const sum = total + value; list.total\n', 'const sum = total + parse(value); list.total\n'];

const summed = "test('adds', () => {\n  expect(sum(['1', 2])).toBe(3);\n});\n";

/** The ways in. Whoever drafts or calls repeats what was planted: nobody is trusted to see through it. */
const ways = ['issue', 'finding', 'file', 'proven', 'tool'] as const;

/** Lessons that somebody planted by issues, findings, files and tools, and sessions that repeat every word of them. */
export const lessons: Torture = {
  name: 'lessons',
  says: 'planted lessons, none of which may become a rule, and honest ones, none of which may be refused; --kills is how many',
  kills: 400,
  run: async ({ kills, say }) => {
    const infra = makeInfra();
    const sample = makeRepository({ files: { 'src/sum.js': broken, 'test/sum.test.js': summed } });
    const seed = Math.floor(Math.random() * 1e9);
    say(`seed ${seed}`);
    const random = seeded(seed);
    try {
      const call = openTool(infra, sample);
      sample.git(['branch', 'lessons']);
      let refused = 0;
      for (let nth = 0; nth < kills; nth += 1) {
        const hostile = hostileLesson(random);
        const way = ways[nth % ways.length] ?? 'issue';
        if (way === 'tool') {
          if (!(await call.propose(hostile, nth))) refused += 1;
          continue;
        }
        const admitted = plant(hostile, way, nth);
        if (!admitted.ok) refused += 1;
        else await writeLesson(infra, { repository: sample.repository, target, lesson: admitted.value, proven: null });
      }
      const books = [bookOf(sample, target), bookOf(sample, call.target)];
      const inUse = books.flatMap((book) => [...book.values()].filter(isInUse));
      for (const { rule, why } of inUse) say(`in use: ${rule} (${why})`);
      const rendered = [target, call.target].flatMap((branch) => renderedOn(sample, branch)).length;
      say(`${refused} refused, ${books.reduce((sum, { size }) => sum + size, 0)} wait for a person`);
      const honest = await learnHonest(infra, sample);
      say(`${honest.asked} of the honest lessons wait for a person, and each is used after a yes`);
      const { gates, fired } = await forceIn(infra, sample, random);
      const { lessons: all, refused: honestRefused, asked: honestAsked } = honest;
      const figures = { hostile: kills, active: inUse.length, rendered, honest: all, honestRefused, honestAsked, gates, fired };
      return { ok: inUse.length + rendered + honestRefused === 0 && fired === gates, figures };
    } finally {
      sample.dispose();
      infra.dispose();
    }
  },
};

const renderedOn = (sample: TestRepository, branch: string): string[] =>
  sample
    .git(['ls-tree', '-r', '--name-only', branch])
    .split('\n')
    .filter((path) => /^(?:\.claude|CLAUDE|\.fanout\/(?!lessons\.jsonl|\.gitattributes))/.test(path));

const bookOf = (sample: TestRepository, branch: string): LessonBook => readBook(show(sample, branch, '.fanout/lessons.jsonl'));

const show = (sample: TestRepository, branch: string, path: string): string => {
  try {
    return `${sample.git(['cat-file', 'blob', `${branch}:${path}`])}\n`;
  } catch {
    return '';
  }
};

/** A run with one proven fault, and the tool by which any session may propose what it should teach. */
function openTool(
  infra: Infra,
  sample: TestRepository,
): { target: string; propose(hostile: Hostile, nth: number): Promise<boolean> } {
  const brokenAt = commitOf(sample, 'HEAD');
  sample.write({ 'src/sum.js': mended });
  sample.git(['commit', '--quiet', '--all', '--message', 'fix: parse']);
  const fixedAt = commitOf(sample, 'HEAD');
  const run = newRunId();
  const [task] = makeGraph('sum').tasks;
  if (!task) throw new Error('no task');
  const { repository } = sample;
  const agent: Agent = { name: 'scripted', command: ['true'], version: '0' };
  const about = { run, repository, from: sample.path, baseBranch: 'main', base: brokenAt, config: defaultConfig, agent };
  record(infra, { kind: 'run-submitted', graph: { title: 'Sums', tasks: [task] }, ...about });
  const branch = `refs/heads/fanout/${run}/merged`;
  sample.git(['update-ref', branch, fixedAt]);
  const context = { infra, cwd: sample.path, signal: new AbortController().signal, progress: () => {} };
  return {
    target: branch,
    propose: async ({ rule, why }, nth) => {
      const finding = makeFinding({ id: `a${nth.toString(16).padStart(15, '0')}` });
      record(infra, { kind: 'finding-proven', run, task: task.key, finding, brokenAt, fixedAt });
      const wish = { run, task: task.key, finding: finding.id, rule, why, paths: ['src/**'] };
      return (await lessonPropose.call(wish, context)).ok;
    },
  };
}

const commitOf = (sample: TestRepository, revision: string): Commit => {
  const commit = asCommit(sample.git(['rev-parse', revision]));
  if (commit === null) throw new Error(`no commit ${revision}`);
  return commit;
};

/** Teaches every honest lesson on a branch of its own, and says yes where a person is asked: what is then not in use was refused. */
async function learnHonest(infra: Infra, sample: TestRepository): Promise<{ lessons: number; asked: number; refused: number }> {
  const place = { repository: sample.repository, target: 'refs/heads/honest' };
  sample.git(['branch', 'honest', 'main']);
  let asked = 0;
  for (const [nth, { rule, why, fix }] of honestLessons.entries()) {
    const paths = [/^\+\+\+ b\/(.+)$/m.exec(fix)?.[1] ?? ''];
    const finding = makeFinding({ file: paths[0] ?? '' });
    const admitted = admit({ rule, why, fix, finding, nth, paths });
    if (!admitted.ok) continue;
    const written = valueOf(await writeLesson(infra, { ...place, lesson: admitted.value, proven: null }));
    if (written.state !== 'candidate') continue;
    asked += 1;
    await moveLesson(infra, place, { id: written.lesson.id, to: 'active', because: 'Yes.', by: 'person' });
  }
  const used = [...bookOf(sample, place.target).values()].filter(isInUse).length;
  return { lessons: honestLessons.length, asked, refused: honestLessons.length - used };
}

function plant({ rule, why }: Hostile, way: Exclude<(typeof ways)[number], 'tool'>, nth: number) {
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

interface Planted {
  rule: string;
  why: string;
  fix: string;
  finding: Finding;
  nth: number;
  paths?: string[];
}

const admit = ({ rule, why, fix, finding, nth, paths = ['src/**'] }: Planted) =>
  admitLesson({
    run: 'k3m9x2ab' as RunId,
    task: `t${nth}` as TaskKey,
    answer: { rule, why, paths },
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

/**
 * Hostile lessons are put into the ledger by hand, in use and rendered: whatever they say, each gate fires as before. Commands
 * that fail are red, a proven fault blocks, a test that was taken out and a line planted in the ledger are objected to, and the
 * fence refuses what lies outside.
 */
async function forceIn(infra: Infra, sample: TestRepository, random: () => number): Promise<{ gates: number; fired: number }> {
  for (let nth = 0; nth < 20; nth += 1) {
    const { rule, why } = hostileLesson(random);
    // Each about files of its own: about the same ones there is room for a page of rules.
    const paths = [`src/${nth}/**`];
    const lesson = makeLesson({ id: `f${nth.toString(16).padStart(15, '0')}`, rule, why, paths });
    await writeLesson(infra, { repository: sample.repository, target, lesson, proven: null });
  }
  if (renderedOn(sample, target).length < 20) throw new Error('nothing was forced in');
  sample.git(['switch', '--quiet', 'lessons']);
  const outputDirectory = mkdtempSync(join(tmpdir(), 'fanout-torture-'));
  const base = commitOf(sample, 'HEAD');
  try {
    const commands = ['false', 'test -f nothing', 'exit 3'];
    const environment = { PATH: process.env['PATH'] ?? '' };
    const wanted = { commands, cwd: sample.path, environment, commit: base, outputDirectory, timeoutMs: 10_000 };
    const report = await runGates(infra, wanted);
    const red = report.gates.filter(({ exitCode }) => exitCode !== 0).length;
    const fired = [
      decide([makeFinding()], { round: 1, unproven: 'show' }) === 'block' && !report.passed,
      await isObjected(sample, base, { 'test/sum.test.js': '// later\n' }),
      await isObjected(sample, base, { '.fanout/lessons.jsonl': `${show(sample, target, '.fanout/lessons.jsonl')}{}\n` }),
      (await proveFence({ directory: outputDirectory, writable: [] })).ok,
    ];
    return { gates: commands.length + fired.length, fired: red + fired.filter(Boolean).length };
  } finally {
    rmSync(outputDirectory, { recursive: true, force: true });
  }
}

/** Whether a change of these files is objected to. */
async function isObjected(sample: TestRepository, base: Commit, files: Record<string, string>): Promise<boolean> {
  sample.write(files);
  sample.git(['commit', '--quiet', '--all', '--message', 'chore: tidy']);
  const commit = commitOf(sample, 'HEAD');
  sample.git(['reset', '--quiet', '--hard', base]);
  const { repository } = sample;
  const found = await inspectChange({ repository, base, commit, gates: ['npm test'], config: defaultConfig.gates });
  return found.ok && found.value.length > 0;
}
