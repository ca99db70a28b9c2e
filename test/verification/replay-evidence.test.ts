import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replayEvidence } from '../../mcp-server/domain/verification/replay-evidence.ts';
import type { Evidence } from '../../mcp-server/kernel/model.ts';
import { evidenceOf } from '../support/finding.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
let checkout: string;

beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({ files: { 'src/sum.js': 'a - b\n', 'test/old.sh': 'true\n', '.gitignore': 'cache/\n' } });
  checkout = join(sample.folder, 'checkout');
  sample.git(['worktree', 'add', '--quiet', '--detach', checkout]);
  sample.git(['status'], { cwd: checkout });
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const replay = (evidence: Evidence, more: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
  replayEvidence(infra, {
    checkout: { path: checkout, environment: { PORT: '1' } },
    evidence,
    timeoutMs: 30_000,
    outputPath: join(sample.folder, 'replay.log'),
    ...more,
  });

const said = () => readFileSync(join(sample.folder, 'replay.log'), 'utf8');
const statusOf = () => sample.git(['status', '--porcelain', '--untracked-files=all'], { cwd: checkout });

const proof: Evidence = {
  files: [{ path: 'test/new/sum.sh', content: 'grep -q "a + b" src/sum.js\n' }],
  command: 'sh test/new/sum.sh',
};

test('evidence that fails is reproduced, and nothing of it stays', async () => {
  expect(await replay(proof)).toBe('reproduced');
  expect(existsSync(join(checkout, 'test/new'))).toBe(false);
  expect(statusOf()).toBe('');
});

test('evidence that passes is not reproduced', async () => {
  sample.git(['checkout', '--quiet', '--detach', sample.commit({ 'src/sum.js': 'a + b\n' })], { cwd: checkout });
  expect(await replay(proof)).toBe('not-reproduced');
  expect(statusOf()).toBe('');
});

test.each([
  ['is not there', evidenceOf('no-such-program')],
  ['may not be run', evidenceOf('./src/sum.js')],
  ['is killed from outside', evidenceOf('kill -KILL $$')],
])('a command that %s proves nothing', async (_, evidence) => {
  expect(await replay(evidence)).toBe('unproven');
});

test('a crash is reproduced', async () => {
  expect(await replay(evidenceOf('kill -SEGV $$'))).toBe('reproduced');
});

test('a command that takes too long proves nothing, and its processes end', async () => {
  expect(await replay(evidenceOf('sleep 300'), { timeoutMs: 300 })).toBe('unproven');
  expect(said()).toContain('stopped at its limit');
});

test('a command that times itself out is believed', async () => {
  expect(await replay(evidenceOf('timeout 0.2 sleep 300'))).toBe('reproduced');
});

test('an aborted replay proves nothing', async () => {
  expect(await replay(evidenceOf('false'), { signal: AbortSignal.abort() })).toBe('unproven');
});

test.each([['../escape'], ['/tmp/escape'], ['.git/hooks/pre-commit'], ['.claude/settings.json'], ['src/sum.js/below'], ['src']])(
  'a file at %j is refused with all that came before it, and nothing is run',
  async (path) => {
    const evidence = {
      files: [
        { path: 'first', content: 'x' },
        { path, content: 'x' },
      ],
      command: 'touch was-run; false',
    };
    expect(await replay(evidence)).toBe('unproven');
    expect(said()).toMatch(new RegExp(`^# not run: the file ${JSON.stringify(path)}: `));
    expect(statusOf()).toBe('');
    expect(existsSync(join(checkout, 'was-run'))).toBe(false);
  },
);

test('a link that a checkout brings is not followed', async () => {
  const tip = sample.git(['rev-parse', 'main']);
  const link = sample.git(['hash-object', '-w', '--stdin'], { input: sample.folder });
  sample.git(['update-index', '--add', '--cacheinfo', `120000,${link},out`]);
  sample.git(['commit', '--quiet', '-m', 'link']);
  sample.git(['reset', '--quiet', '--hard', tip]);
  sample.git(['checkout', '--quiet', '--detach', 'main@{1}'], { cwd: checkout });
  expect(await replay({ files: [{ path: 'out/escaped', content: 'x' }], command: 'false' })).toBe('unproven');
  expect(existsSync(join(sample.folder, 'escaped'))).toBe(false);
});

test('tracked files that evidence or its command touches are as before', async () => {
  const evidence = {
    files: [{ path: 'test/old.sh', content: 'exit 1\n' }],
    command: 'rm src/sum.js; echo x > stray; mkdir -p deep/er; echo y > deep/er/file; git add -A; sh test/old.sh',
  };
  expect(await replay(evidence)).toBe('reproduced');
  expect(readFileSync(join(checkout, 'test/old.sh'), 'utf8')).toBe('true\n');
  expect(readFileSync(join(checkout, 'src/sum.js'), 'utf8')).toBe('a - b\n');
  expect(existsSync(join(checkout, 'stray'))).toBe(false);
  expect(statusOf()).toBe('');
});

test('a command that commits leaves HEAD and branches where they were', async () => {
  const identity = '-c user.name=x -c user.email=x@x';
  const command = `git checkout -q -b other; echo x > src/sum.js; git ${identity} commit -qam x; false`;
  expect(await replay(evidenceOf(command))).toBe('reproduced');
  expect(sample.git(['rev-parse', 'HEAD'], { cwd: checkout })).toBe(sample.base);
  expect(sample.git(['rev-parse', '--abbrev-ref', 'HEAD'], { cwd: checkout })).toBe('HEAD');
  expect(sample.git(['rev-parse', 'main'])).toBe(sample.base);
  expect(statusOf()).toBe('');
});

test('untracked and ignored files from before stay', async () => {
  writeFileSync(join(checkout, 'made-by-setup'), 'x');
  sample.git(['status'], { cwd: checkout });
  expect(await replay(evidenceOf('mkdir -p cache && touch cache/kept; false'))).toBe('reproduced');
  expect(existsSync(join(checkout, 'made-by-setup'))).toBe(true);
  expect(existsSync(join(checkout, 'cache/kept'))).toBe(true);
});

test('a checkout with changes is somebody’s work and is not touched', async () => {
  writeFileSync(join(checkout, 'src/sum.js'), 'mine\n');
  expect(await replay(proof)).toBe('unproven');
  expect(readFileSync(join(checkout, 'src/sum.js'), 'utf8')).toBe('mine\n');
});
