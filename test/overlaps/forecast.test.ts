import { expect, test } from 'vitest';
import { forecastOverlaps, sayOverlap } from '../../mcp-server/domain/overlaps/forecast.ts';
import { learnFileRisks } from '../../mcp-server/domain/overlaps/file-risks.ts';
import { keepApart } from '../../mcp-server/domain/overlaps/keep-apart.ts';
import { probeBranches } from '../../mcp-server/domain/overlaps/probe-branches.ts';
import { readHistory, type Span } from '../../mcp-server/domain/overlaps/read-history.ts';
import type { TaskKey } from '../../mcp-server/kernel/model.ts';
import { makeRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

const task = (key: string, ...paths: string[]) => ({ key: key as TaskKey, paths });
const change = (path: string, ...spans: Span[]) => ({ files: new Map([[path, spans]]) });

const files = ['src/app.js', 'src/http.js', 'package-lock.json', 'docs/guide.md'];

test('tasks that name the same file may collide, more likely where its past changes met', () => {
  const apart = [0, 100, 200, 300, 400].map((line) => change('src/app.js', [line, line + 5]));
  const together = [0, 2, 4, 6, 8].map((line) => change('src/app.js', [line, line + 5]));
  const risk = (history: typeof apart) =>
    forecastOverlaps([task('a', 'src/app.js'), task('b', 'src/app.js')], { files, riskOf: learnFileRisks(history) })[0]?.risk ??
    0;
  expect(risk(apart)).toBeLessThan(0.2);
  expect(risk(together)).toBeGreaterThan(0.7);
});

test('tasks in different files do not, a lockfile is hot, and a new file of the same name is one', () => {
  const riskOf = learnFileRisks([]);
  const forecast = forecastOverlaps(
    [
      task('a', 'src/app.js', 'package-lock.json'),
      task('b', 'src/http.js', 'package-lock.json'),
      task('c', 'src/new.js'),
      task('d', 'src/new.js'),
    ],
    { files, riskOf },
  );
  expect(forecast.map(({ tasks }) => tasks.join(' '))).toEqual(['a b', 'c d']);
  expect(forecast[0] && sayOverlap(forecast[0])).toBe(
    'a and b may collide (80 %) in package-lock.json: a lockfile; it has no history.',
  );
  expect(forecast[1] && sayOverlap(forecast[1])).toBe('c and d may collide (80 %) in src/new.js: a new file that both make.');
  // A name is a name, also where a glob would read it as something else.
  const literal = [task('a', 'src/[id].js'), task('b', 'src/[id].js')];
  expect(forecastOverlaps(literal, { files: ['src/[id].js', 'src/i.js'], riskOf })[0]?.files.map(({ path }) => path)).toEqual([
    'src/[id].js',
  ]);
});

test('two tasks that will make a migration of the same number collide, whatever they call it', () => {
  const tasks = [
    task('a', 'db/migrations/007_users.sql'),
    task('b', 'db/migrations/0007-orders.sql'),
    task('c', 'db/migrations/008_carts.sql'),
    task('d', 'src/007_part.js'),
    task('e', 'src/007_other.js'),
  ];
  const forecast = forecastOverlaps(tasks, { files, riskOf: learnFileRisks([]), migrations: ['db/migrations/*.sql'] });
  expect(forecast.map((overlap) => overlap.tasks.join(' '))).toEqual(['a b']);
});

test('a task waits for the one under way that it would collide with, and never when nothing is', () => {
  const [a, b, c] = ['a', 'b', 'c'] as TaskKey[];
  if (!a || !b || !c) throw new Error('no keys');
  const overlaps = [{ tasks: [a, b] as const, risk: 0.9, files: [{ path: 'x', risk: 0.9, because: 'a lockfile' }] }];
  expect(keepApart([b, c], { underWay: [a], overlaps })).toMatchObject({ start: [c], held: [{ task: b, behind: a }] });
  expect(keepApart([a, b, c], { underWay: [], overlaps })).toMatchObject({ start: [a, c], held: [{ task: b, behind: a }] });
  expect(keepApart([b], { underWay: [], overlaps })).toEqual({ start: [b], held: [] });
});

test('a history says which lines each commit changed, and live branches are probed in pairs', async () => {
  const sample = makeRepository({ files: { 'a.txt': 'one\ntwo\nthree\n' } });
  try {
    const { repository } = sample;
    const one = sample.commit({ 'a.txt': 'one\nTWO\nthree\n' });
    const history = valueOf(await readHistory({ repository, commit: one }));
    expect(history[0]?.files.get('a.txt')).toEqual([[2, 3]]);
    sample.git(['checkout', '--quiet', '--detach', sample.base]);
    const two = sample.commit({ 'a.txt': 'one\nzwei\nthree\n' });
    sample.git(['checkout', '--quiet', '--detach', sample.base]);
    const three = sample.commit({ 'b.txt': 'b\n' });
    const branches = [one, two, three].map((commit, index) => ({ task: `t${index}` as TaskKey, commit }));
    const known = new Map<string, readonly string[]>();
    expect(await probeBranches(repository, { branches, landed: two, known })).toEqual([
      { tasks: ['t0', 't1'], files: ['a.txt'] },
      { tasks: ['t0', null], files: ['a.txt'] },
    ]);
    expect(known.size).toBe(5);
  } finally {
    sample.dispose();
  }
});
