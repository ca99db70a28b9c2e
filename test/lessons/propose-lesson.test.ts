import { expect, onTestFinished, test } from 'vitest';
import { proposeLesson } from '../../mcp-server/domain/coordination/lessons-propose.ts';
import { record } from '../../mcp-server/domain/coordination/work/record.ts';
import { readBook } from '../../mcp-server/domain/lessons/lesson-book.ts';
import type { TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeFinding } from '../support/finding.ts';
import { makeInfra } from '../support/infra.ts';
import { landRun } from '../support/land-run.ts';
import { makeRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

const task = 'sum' as TaskKey;

test('a proposal is compared with what is written down, and its person is told what it contradicts', async () => {
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  const sample = makeRepository({
    files: { 'src/sum.js': 'a + b\n', 'CLAUDE.md': '- Never round an amount before it is added.\n' },
  });
  onTestFinished(sample.dispose);
  const { run } = landRun(infra, { sample, tasks: { sum: null } });
  const fixedAt = sample.commit({ 'src/sum.js': 'round(a) + round(b)\n' });
  record(infra, { kind: 'finding-proven', run, task, finding: makeFinding(), brokenAt: sample.base, fixedAt });
  const propose = (rule: string) =>
    proposeLesson(infra, { run, task, draft: { rule, why: 'Amounts drifted.', paths: ['src/**'] } });
  expect(await propose('Never round an amount before it is added.')).toMatchObject({
    ok: false,
    failure: { reason: 'lesson-refused', problems: [expect.stringContaining('CLAUDE.md:1 says it already')] },
  });
  const written = valueOf(await propose('Always round an amount before it is added.'));
  expect(written).toMatchObject({ state: 'candidate', asks: expect.stringContaining('it contradicts CLAUDE.md:1') as string });
  const ledger = sample.git(['show', `fanout/${run}/merged:.fanout/lessons.jsonl`]);
  expect(readBook(ledger).get(written.lesson.id)?.contradicts).toBe('CLAUDE.md:1');
});
