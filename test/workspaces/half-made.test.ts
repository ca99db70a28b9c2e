import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { removeWorkspace } from '../../mcp-server/domain/workspaces/remove-workspace.ts';
import { readRecord, writeRecord } from '../../mcp-server/domain/workspaces/workspace-record.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { until } from '../support/until.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';

function sampleWorkspace() {
  const files = Object.fromEntries(
    Array.from({ length: 160 }, (_, nth) => [`d${nth % 20}/f${nth}.txt`, `line ${nth}\n`.repeat(50)]),
  );
  const sample = makeRepository({ files });
  onTestFinished(sample.dispose);
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  const wanted = wantedWorkspace(infra, sample);
  return { sample, infra, wanted, admin: join(sample.repository.commonDir, 'worktrees/one') };
}

type Sample = ReturnType<typeof sampleWorkspace>;

async function expectWhole({ sample, infra, wanted }: Sample): Promise<void> {
  valueOf(await createWorkspace(infra, wanted));
  expect(sample.git(['status', '--porcelain', '--branch'], { cwd: wanted.path })).toBe(`## ${wanted.branch}`);
  expect(sample.git(['worktree', 'list', '--porcelain']).match(/^worktree /gm)).toHaveLength(2);
  expect(sample.git(['for-each-ref', '--format=%(refname:short)', 'refs/heads'])).toBe(`${wanted.branch}\nmain`);
}

type Moment = (sample: Sample) => boolean;

const moments: [string, Moment][] = [
  ['its record is written', ({ infra, wanted }) => readRecord(infra, wanted.path) !== null],
  ['its branch appears', ({ sample }) => existsSync(join(sample.repository.commonDir, 'refs/heads/fanout/k3m9x2ab/task'))],
  ['git begins its entry', ({ admin }) => existsSync(admin)],
  ['git writes its HEAD', ({ admin }) => existsSync(join(admin, 'HEAD'))],
  ['its first files appear', ({ wanted }) => existsSync(join(wanted.path, 'd0'))],
  ['its last files appear', ({ wanted }) => existsSync(join(wanted.path, 'd19'))],
  ['its index is there', ({ admin }) => existsSync(join(admin, 'index'))],
];

const kills = moments.map(([when, hasCome], nth): [string, string, Moment] => [
  nth % 2 === 0 ? 'with its git' : 'and its git is not',
  when,
  hasCome,
]);

test.each(kills)('a creation that is killed %s when %s is finished by asking again', async (who, _, hasCome) => {
  const given = sampleWorkspace();
  const { sample, infra } = given;
  const program = resolve(import.meta.dirname, 'fixtures/create.ts');
  const child = spawn(process.execPath, [program, infra.home, JSON.stringify(sample.repository), sample.base, 'one'], {
    detached: true,
    stdio: 'ignore',
    // What a killed process leaves in the temporary folder goes with the repository.
    env: { ...process.env, TMPDIR: sample.folder },
  });
  const ended = once(child, 'exit');
  // Busy looking: the moments are shorter than a timer.
  while (!hasCome(given) && child.exitCode === null) await new Promise(setImmediate);
  if (child.pid !== undefined && child.exitCode === null)
    process.kill(who === 'with its git' ? -child.pid : child.pid, 'SIGKILL');
  await ended;
  await expectWhole(given);
});

const sound = { locked: 'initializing', gitdir: '', commondir: '../..', HEAD: 'ref: refs/heads/x' };
const states: [string, Partial<typeof sound>][] = [
  ['an empty commondir, which stops git in the whole repository', { ...sound, commondir: '' }],
  ['a HEAD of zeros', { ...sound, HEAD: '0'.repeat(40) }],
  ['no HEAD', { locked: sound.locked, gitdir: '', commondir: sound.commondir }],
  ['nothing but its lock and place', { locked: sound.locked, gitdir: '' }],
];

test.each(states)('an entry of ours with %s is repaired', async (_, files) => {
  const given = sampleWorkspace();
  const { infra, wanted, sample, admin } = given;
  writeRecord(infra, {
    path: wanted.path,
    commonDir: sample.repository.commonDir,
    branch: wanted.branch,
    base: wanted.base,
    stage: 'adding',
  });
  mkdirSync(admin, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(admin, name), content);
  writeFileSync(join(admin, 'gitdir'), `${wanted.path}/.git\n`);
  mkdirSync(wanted.path, { recursive: true });
  writeFileSync(join(wanted.path, '.git'), `gitdir: ${admin}\n`);
  await expectWhole(given);
});

test('an entry that somebody else left half-made is not ours to remove', async () => {
  const given = sampleWorkspace();
  const theirs = join(given.sample.repository.commonDir, 'worktrees/theirs');
  mkdirSync(theirs, { recursive: true });
  writeFileSync(join(theirs, 'gitdir'), `${given.sample.folder}/theirs/.git\n`);
  writeFileSync(join(theirs, 'locked'), 'initializing');
  writeFileSync(join(theirs, 'HEAD'), 'ref: refs/heads/x');
  writeFileSync(join(theirs, 'commondir'), '../..');
  valueOf(await createWorkspace(given.infra, given.wanted));
  expect(readFileSync(join(theirs, 'locked'), 'utf8')).toBe('initializing');
});

test('a removal that was killed is finished by asking again, and saves nothing twice', async () => {
  const given = sampleWorkspace();
  const { sample, infra, wanted } = given;
  valueOf(await createWorkspace(infra, wanted));
  writeFileSync(join(wanted.path, 'd0/f0.txt'), 'changed\n');
  const removal = { repository: sample.repository, path: wanted.path, rescueRef: 'refs/fanout/k3m9x2ab/rescue/one/1' };
  // What is left when the kill comes after the rename and before the rest.
  const [away, back] = [join(wanted.path, '..', '.one.removing'), wanted.path];
  sample.git(['update-ref', removal.rescueRef, sample.base]);
  mkdirSync(join(away, 'left'), { recursive: true });
  const first = valueOf(await removeWorkspace(infra, removal));
  expect(first).toMatchObject({ existed: true, rescueRef: `${removal.rescueRef}-2` });
  expect(valueOf(await removeWorkspace(infra, removal))).toMatchObject({
    existed: false,
    rescued: null,
    rescueRef: null,
    kept: [],
  });
  expect([away, back].filter((path) => existsSync(path))).toEqual([]);
  await expectWhole(given);
});

test('two that ask for the same workspace at once get the same one', async () => {
  const given = sampleWorkspace();
  const both = await Promise.all([createWorkspace(given.infra, given.wanted), createWorkspace(given.infra, given.wanted)]);
  expect(valueOf(both[0])).toEqual(valueOf(both[1]));
  await until(() => readRecord(given.infra, given.wanted.path)?.stage === 'ready');
});
