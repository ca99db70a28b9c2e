import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lastSeq } from '../../mcp-server/infra/store/journal.ts';
import { openStore } from '../../mcp-server/infra/store/open.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { runFanout } from '../support/run-fanout.ts';

let sample: TestRepository;
let home: string;

const good = 'title: Sample\ntasks:\n  - key: a\n    spec: Do a.\n  - key: b\n    spec: Do b.\n    dependsOn: [a]\n';
const graphs = {
  'good.yaml': good,
  'cycle.yaml': good.replace('spec: Do a.', 'spec: Do a.\n    dependsOn: [b]'),
  'unknown-key.yaml': good.replace('[a]', '[c]'),
  'duplicate.yaml': good.replace('key: b', 'key: a'),
  'itself.yaml': good.replace('[a]', '[b]'),
  'absolute.yaml': `${good}    paths: [/etc/passwd]\n`,
  'escaping.yaml': `${good}    paths: [../elsewhere]\n`,
  'empty.yaml': 'title: Sample\ntasks: []\n',
  'nothing.yaml': '',
  'wrong-type.yaml': 'title: Sample\ntasks: yes\n',
  'broken.yaml': 'title: [\n',
  'mistyped.yaml': good.replace('dependsOn', 'dependOn'),
};

beforeAll(() => {
  sample = makeRepository({ files: { 'README.md': '# sample\n', ...graphs } });
});
afterAll(() => sample.dispose());
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'fanout-refusals-')));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** All that a refused command must leave as it was: worktrees, refs, the checkout, what stands beside it, and the journal. */
function world(): string {
  const git = (...args: string[]) => sample.git(args);
  const beside = existsSync(`${sample.path}.fanout`);
  return JSON.stringify([
    git('worktree', 'list', '--porcelain'),
    git('for-each-ref'),
    git('status', '--porcelain'),
    beside,
    events(),
  ]);
}

function events(): number {
  const path = join(home, 'state', 'fanout.db');
  if (!existsSync(path)) return 0;
  const store = openStore(path);
  if (!store.ok) throw new Error(store.failure.reason);
  const seq = lastSeq(store.value);
  store.value.close();
  return seq;
}

/** Runs a command and sees to it that it left the world as it was. */
async function fanout(args: string[], environment: Record<string, string> = {}) {
  const before = world();
  const ended = await runFanout(args, { cwd: sample.path, home, environment });
  expect(world()).toBe(before);
  return ended;
}

describe('A command line that is refused', () => {
  it.for([
    ['cycle.yaml', /a.*b.*a/],
    ['unknown-key.yaml', /"?c"?/],
    ['duplicate.yaml', /"?a"?/],
    ['itself.yaml', /itself|b.*b/],
    ['absolute.yaml', /absolute/],
    ['escaping.yaml', /out of the repository/],
    ['empty.yaml', /task/],
    ['nothing.yaml', /nothing\.yaml/],
    ['wrong-type.yaml', /tasks/],
    ['broken.yaml', /broken\.yaml:/],
    ['mistyped.yaml', /dependsOn/],
    ['absent.yaml', /absent\.yaml/],
  ] as const)('names what is wrong with %s and touches nothing', async ([file, named]) => {
    const { exitCode, stdout, stderr } = await fanout(['run', file, '--yes']);
    expect(stderr).toMatch(named);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  it.for([
    ['an unknown command with the nearest one', ['stauts'], 2, /Unknown command 'stauts'.*status/s],
    ['an unknown flag with the nearest one', ['run', 'good.yaml', '--yess'], 2, /--yess.*--yes/s],
    ['a missing argument', ['run'], 2, /graph/],
    ['an argument too many', ['doctor', 'now'], 2, /Too many arguments/],
    ['slots that are no number', ['run', 'good.yaml', '--yes', '--slots', 'many'], 2, /slots.*1 to 64/s],
    ['too many slots', ['run', 'good.yaml', '--yes', '--slots', '65'], 2, /slots.*1 to 64/s],
    ['a budget of nothing', ['run', 'good.yaml', '--yes', '--budget-usd', '0'], 2, /budget-usd.*above 0/s],
    ['a model for no stage', ['run', 'good.yaml', '--yes', '--model', 'test=opus'], 2, /STAGE=MODEL/],
    ['a base that is not there', ['run', 'good.yaml', '--yes', '--base', 'nowhere'], 2, /nowhere/],
    ['an unknown run', ['status', 'zzzzzzzz'], 4, /zzzzzzzz/],
    ['no run at all', ['logs'], 4, /no run yet/],
    ['a merge without a target', ['merge'], 2, /--into/],
    ['a live demo without a terminal', ['demo', '--live'], 5, /Nobody agreed/],
  ] as const)('names %s', async ([, args, code, named]) => {
    const { exitCode, stderr } = await fanout([...args]);
    expect(stderr).toMatch(named);
    expect(exitCode).toBe(code);
  });

  it('says it as an object where JSON was asked for', async () => {
    const { exitCode, stdout, stderr } = await fanout(['status', 'zzzzzzzz', '--json']);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { reason: 'run-unknown', run: 'zzzzzzzz', message: expect.any(String), hint: expect.any(String) },
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
  });

  it('says that there is no repository', async () => {
    const folder = join(home, 'nowhere');
    mkdirSync(folder);
    writeFileSync(join(folder, 'good.yaml'), good);
    const { exitCode, stderr } = await runFanout(['run', 'good.yaml', '--yes'], { cwd: folder, home });
    expect(stderr).toContain(folder);
    expect(exitCode).toBe(3);
  });

  it('says that Claude Code is missing, or too old', async () => {
    const missing = await fanout(['run', 'good.yaml', '--yes', '--claude', join(home, 'claude')]);
    expect(missing.stderr).toContain(join(home, 'claude'));
    const old = join(home, 'old-claude');
    writeFileSync(old, '#!/bin/sh\necho "1.0.3 (Claude Code)"\n', { mode: 0o755 });
    const tooOld = await fanout(['run', 'good.yaml', '--yes'], { FANOUT_CLAUDE: old });
    expect(tooOld.stderr).toContain('1.0.3');
    expect([missing.exitCode, tooOld.exitCode]).toEqual([3, 3]);
  });

  it('shows the plan of a run that nobody agreed to', async () => {
    const claude = join(home, 'claude');
    writeFileSync(claude, '#!/bin/sh\necho "2.1.330 (Claude Code)"\n', { mode: 0o755 });
    const { exitCode, stdout, stderr } = await fanout(['run', 'good.yaml', '--claude', claude, '--slots', '2']);
    const text = stdout.replaceAll(sample.base.slice(0, 10), 'BASE').replaceAll(sample.folder, 'FOLDER');
    await expect(text).toMatchFileSnapshot('frames/plan.txt');
    expect(stderr).toMatch(/Nobody agreed/);
    expect(exitCode).toBe(5);
  });
});
