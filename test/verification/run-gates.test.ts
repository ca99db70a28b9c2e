import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readTail } from '../../mcp-server/domain/verification/read-tail.ts';
import { runGates } from '../../mcp-server/domain/verification/run-gates.ts';
import { identify } from '../../mcp-server/infra/process/identity.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const commit = 'c'.repeat(40) as Commit;

let infra: ReturnType<typeof makeInfra>;

beforeEach(() => {
  infra = makeInfra({ ...process.env, SOME_TOKEN: 'secret' });
});
afterEach(() => infra.dispose());

const run = (cwd: string, commands: string[], more: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
  runGates(infra, {
    commands,
    cwd,
    environment: { PORT: '4242' },
    commit,
    outputDirectory: join(cwd, 'output'),
    timeoutMs: 30_000,
    ...more,
  });

test('every gate runs, also after one failed, and says its output in a file of its own', async () => {
  const cwd = temporaryFolder();
  const report = await run(cwd, ['echo first; exit 3', 'echo "second on $PORT" >&2', 'no-such-program']);
  expect(report).toMatchObject({ commit, passed: false });
  expect(report.gates.map(({ command, exitCode }) => [command, exitCode])).toEqual([
    ['echo first; exit 3', 3],
    ['echo "second on $PORT" >&2', 0],
    ['no-such-program', 127],
  ]);
  const [first = '', second = ''] = report.gates.map(({ outputPath }) => readFileSync(outputPath, 'utf8'));
  expect(first).toMatch(new RegExp(`^\\$ echo first; exit 3\\n# commit ${commit} in ${cwd}, at most 30.0 s\\n\\nfirst\\n`));
  expect(first).toMatch(/\n# exit 3 after [\d.]+ s\n$/);
  expect(second).toContain('\nsecond on 4242\n');
});

test('green gates pass, and so do none', async () => {
  expect(await run(temporaryFolder(), ['true', 'true'])).toMatchObject({ passed: true });
  expect(await run(temporaryFolder(), [])).toEqual({ commit, passed: true, gates: [] });
});

test('a gate sees no secret of the person', async () => {
  const report = await run(temporaryFolder(), ['test -z "$SOME_TOKEN" && test -n "$PATH" && test -n "$FANOUT_GATE"']);
  expect(report.passed).toBe(true);
});

test('a gate that takes too long is ended with everything it started', async () => {
  const cwd = temporaryFolder();
  const report = await run(cwd, ['sleep 300 & echo $! > one; setsid sleep 300 & echo $! > two; wait'], { timeoutMs: 700 });
  expect(report).toMatchObject({ passed: false, gates: [{ exitCode: 124 }] });
  expect(readTail(report.gates[0]?.outputPath ?? '')).toMatch(/# stopped at its limit of 0.7 s after/);
  for (const file of ['one', 'two']) expect(identify(Number(readFileSync(join(cwd, file), 'utf8')))).toBeNull();
});

test('a gate that was killed is run again, and one that is killed every time is red', async () => {
  const cwd = temporaryFolder();
  const report = await run(cwd, [
    'echo start >> starts; test $(wc -l < starts) = 2 || kill -9 $$',
    'echo start >> more; kill -9 $$',
  ]);
  expect(report.gates.map(({ exitCode }) => exitCode)).toEqual([0, 137]);
  expect(readFileSync(join(cwd, 'more'), 'utf8')).toBe('start\n'.repeat(3));
  expect(readFileSync(report.gates[0]?.outputPath ?? '', 'utf8')).toMatch(
    /\n# exit 137 after [\d.]+ s\n# it was killed, and is run again\n\n\n# exit 0 after [\d.]+ s\n$/,
  );
});

test('what a green gate leaves running is ended too', async () => {
  const cwd = temporaryFolder();
  expect(await run(cwd, ['setsid sleep 300 >/dev/null 2>&1 & echo $! > left'])).toMatchObject({ passed: true });
  expect(identify(Number(readFileSync(join(cwd, 'left'), 'utf8')))).toBeNull();
});

test('an abort ends the gate under way, leaves out the rest, and is no pass', async () => {
  const cwd = temporaryFolder();
  const stop = new AbortController();
  const running = run(cwd, ['echo $$ > started; sleep 300', 'true'], { signal: stop.signal });
  const pid = await until(() => Number(readText(join(cwd, 'started'))));
  stop.abort();
  const report = await running;
  expect(report).toMatchObject({ passed: false, gates: [{ exitCode: 130 }] });
  expect(identify(pid)).toBeNull();
});

test('the tail of a file is its last lines', () => {
  const path = join(temporaryFolder(), 'log');
  writeFileSync(path, Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join(''));
  expect(readTail(path, { lines: 2 })).toBe('line 98\nline 99');
  expect(readTail(path, { bytes: 8 })).toBe('line 99');
  expect(readTail(`${path}.none`)).toBe('');
});

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
