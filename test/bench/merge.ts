import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mergeTask } from '../../mcp-server/domain/merges/merge-task.ts';
import { configSchema } from '../../mcp-server/kernel/config.ts';
import type { Commit, RunId, TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import type { Bench } from './bench.ts';

const files = 20_000;
const branches = 50;
const run = 'k3m9x2ab' as RunId;

/** Fifty branches landed by the queue, which checks nothing out, against fifty times `git merge` in a checkout. */
export const merge: Bench = {
  name: 'merge',
  says: `${branches} branches on ${files} files: the queue against plain git merge in a checkout`,
  run: async ({ say }) => {
    const sample = makeRepository();
    const infra = makeInfra();
    try {
      const { base, tips } = plant(sample);
      const plain = mergePlainly(sample, tips);
      sample.git(['checkout', '--quiet', '--force', '--detach', base]);
      const before = sample.git(['status', '--porcelain']);
      const target = `refs/heads/fanout/${run}/merged`;
      sample.git(['update-ref', target, base]);
      const config = configSchema.parse({ setup: false, merges: { batch: 50 } });
      const start = performance.now();
      const answers = await Promise.all(
        tips.map((commit, index) =>
          mergeTask(infra, {
            repository: sample.repository,
            run,
            task: `t${index}` as TaskKey,
            title: `Task ${index}`,
            commit,
            target,
            gates: [],
            config,
            checkoutPath: join(sample.folder, `merge-${index}`),
            outputDirectory: join(sample.folder, `output-${index}`),
          }),
        ),
      );
      const ours = performance.now() - start;
      if (!answers.every(({ ok }) => ok)) throw new Error('A branch did not land');
      const same = sample.git(['rev-parse', `${target}^{tree}`]) === sample.git(['rev-parse', 'plain^{tree}']);
      if (!same || sample.git(['status', '--porcelain']) !== before) throw new Error('The two ways disagree');
      say(`git merge: ${Math.round(plain)} ms, the queue: ${Math.round(ours)} ms, ${(plain / ours).toFixed(1)} times as fast`);
      return [{ name: `${branches} branches, ${files} files`, ratio: ours / plain, goal: 1 / 3 }];
    } finally {
      sample.dispose();
      infra.dispose();
    }
  },
};

/** Commits of many files are written by fast-import: one process, no checkout. */
function plant(sample: TestRepository): { base: Commit; tips: Commit[] } {
  const path = (index: number) => `src/${index % 100}/${Math.floor(index / 100) % 10}/file-${index}.txt`;
  const who = 'Sam Tester <sam@example.org> 1700000000 +0000';
  const head = (ref: string, from: string) =>
    `commit ${ref}\nmark :${ref === 'refs/heads/plain' ? 1 : 2}\ncommitter ${who}\ndata 2\nx\n${from}`;
  const body = (index: number, text: string) => `M 100644 inline ${path(index)}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  const lines = (index: number, word: string) => `${word} ${index}\n`.repeat(20);
  const all = Array.from({ length: files }, (_, index) => body(index, lines(index, 'line')));
  const changed = Array.from({ length: branches }, (_, branch) => {
    const edits = Array.from({ length: 5 }, (_, nth) => body(branch * 100 + nth, lines(branch, 'changed')));
    return `${head(`refs/heads/b${branch}`, 'from :1\n')}${edits.join('')}`;
  });
  const input = `${head('refs/heads/plain', '')}${all.join('')}\n${changed.join('\n')}\ndone\n`;
  execFileSync('git', ['fast-import', '--quiet', '--done'], { cwd: sample.path, input });
  const tips = Array.from({ length: branches }, (_, branch) => sample.git(['rev-parse', `b${branch}`]) as Commit);
  return { base: sample.git(['rev-parse', 'plain']) as Commit, tips };
}

/** How long fifty merges take; the checkout before them is not counted. */
function mergePlainly(sample: TestRepository, tips: readonly Commit[]): number {
  sample.git(['checkout', '--quiet', '--force', 'plain']);
  const start = performance.now();
  for (const tip of tips) sample.git(['merge', '--quiet', '--no-ff', '--no-stat', '-m', 'merge', tip]);
  return performance.now() - start;
}
