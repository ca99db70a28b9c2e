import { afterEach, beforeEach, expect, test } from 'vitest';
import { lessonsHere } from '../../mcp-server/domain/coordination/lessons-here.ts';
import { showLesson } from '../../mcp-server/domain/coordination/lessons-show.ts';
import { readBook } from '../../mcp-server/domain/lessons/lesson-book.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { runFanout } from '../support/run-fanout.ts';
import { valueOf } from '../support/value-of.ts';

let sample: TestRepository;
beforeEach(() => {
  sample = makeRepository({ files: { 'src/sum.sh': 'echo 12\n' } });
  sample.write({ 'src/sum.sh': 'echo 3\n', 'test/sum.sh': 'test "$(sh src/sum.sh)" = 3\n' });
  sample.git(['add', '--all']);
  sample.git(['commit', '--quiet', '--message', 'fix: add, and a test']);
});
afterEach(() => sample.dispose());

const draft = ['--rule', 'Parse each count before it is added.', '--why', 'The sum of 1 and 2 was 12.', '--for', 'src/**'];
const shown = ['--command', 'sh test/sum.sh', '--with', 'test/sum.sh'];
const teach = async (args: string[], environment: Record<string, string> = {}) =>
  runFanout(['lesson', ...draft, ...args], { cwd: sample.path, home: sample.folder, environment });
const book = () => [...readBook(sample.git(['cat-file', 'blob', 'HEAD:.fanout/lessons.jsonl'])).values()];

test('a person teaches from a fault that a command shows on one commit and not on the next', async () => {
  const fixed = sample.git(['rev-parse', 'HEAD']);
  const taught = await teach([...shown, '--yes']);
  expect(taught).toMatchObject({ exitCode: 0 });
  expect(taught.stdout).toContain('is active now');
  expect(book()).toMatchObject([{ state: 'active', provenance: { source: 'person', run: null, evidence: 'sh test/sum.sh' } }]);
  expect(sample.git(['status', '--porcelain'])).toBe('');
  expect((await teach([...shown, '--fixed', fixed, '--yes'])).stdout).toContain('is active already');
  expect(sample.git(['worktree', 'list']).split('\n')).toHaveLength(1);
});

test('what no replay shows teaches nothing, and nobody but a person says yes', async () => {
  const infra = makeInfra();
  try {
    const here = valueOf(await lessonsHere({ from: sample.path }));
    const teaching = { rule: draft[1] ?? '', why: draft[3] ?? '', paths: ['src/**'] };
    const show = async (command: string, files: string[] = []) => {
      const fault = { from: sample.path, fixed: 'HEAD', command, files, draft: teaching, signal: new AbortController().signal };
      const shown = await showLesson(infra, here, fault);
      return shown.ok ? 'admitted' : JSON.stringify(shown.failure);
    };
    expect(await show('true')).toContain('does not fail on the broken commit');
    expect(await show('false')).toContain('does not pass on the fixed commit');
    expect(await show('sh test/sum.sh', ['nothing'])).toContain('a file of the fixed commit');
  } finally {
    infra.dispose();
  }
  const tip = sample.git(['rev-parse', 'HEAD']);
  expect((await teach([...shown, '--yes'], { FANOUT_SESSION: 'x' })).exitCode).not.toBe(0);
  expect(sample.git(['rev-parse', 'HEAD'])).toBe(tip);
});
