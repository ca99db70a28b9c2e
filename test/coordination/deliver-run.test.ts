import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deliveryLines } from '../../mcp-server/api/cli/say/delivery.ts';
import { deliverRun } from '../../mcp-server/domain/coordination/deliver-run.ts';
import { watchPulls } from '../../mcp-server/domain/coordination/watch-pulls.ts';
import { readEvents, readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { DeliverConfig } from '../../mcp-server/kernel/config-deliver.ts';
import { hasGh, serveGitHub, type ScriptedGitHub } from '../support/github.ts';
import { makeInfra } from '../support/infra.ts';
import { landRun } from '../support/land-run.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

const toGitHub: DeliverConfig = { ...defaultConfig.deliver, as: 'pull-requests', repository: 'github.com/sam/sample' };

/** The pull request of a task. */
function pullAt(hub: ScriptedGitHub, task: string): ScriptedGitHub['pulls'][number] {
  const pull = hub.pulls.find(({ head }) => head.endsWith(`/${task}`));
  if (!pull) throw new Error(`There is no pull request of ${task}`);
  return pull;
}

const byHead = (one: { head: string }, other: { head: string }) => one.head.localeCompare(other.head);

async function withHub(
  look: (at: { hub: ScriptedGitHub; sample: TestRepository; infra: ReturnType<typeof makeInfra> }) => Promise<void>,
) {
  const sample = makeRepository({ files: { 'list.txt': 'first\n' } });
  const hub = await serveGitHub(sample.folder);
  const infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder, ...hub.environment });
  try {
    sample.git(['remote', 'add', 'origin', hub.remote]);
    sample.git(['push', '--quiet', 'origin', 'main']);
    await look({ hub, sample, infra });
  } finally {
    await hub.close();
    infra.dispose();
    sample.dispose();
  }
}

test('the branch of a run is pushed by plain git, once', async () => {
  await withHub(async ({ hub, sample, infra }) => {
    const { run, tip } = landRun(infra, { sample, tasks: { a: null, b: 'a' } });
    expect(valueOf(await deliverRun(infra, { run }))).toMatchObject({ as: 'branch', commit: tip, isDone: true });
    valueOf(await deliverRun(infra, { run }));
    expect(hub.git('rev-parse', `fanout/${run}/merged`)).toBe(tip);
    expect(hub.git('for-each-ref', '--format=%(refname)').split('\n')).toEqual([
      `refs/heads/fanout/${run}/merged`,
      'refs/heads/main',
    ]);
    expect(
      readEvents(infra, { run, after: 0 })
        .map(({ kind }) => kind)
        .slice(-8),
    ).toEqual([1, 2].flatMap(() => ['delivery-wanted', 'push-wanted', 'pushed', 'delivered']));
  });
});

test('the target is fast-forwarded, and what has nothing merged or no remote is refused in words', async () => {
  await withHub(async ({ sample, infra }) => {
    const { run, tip } = landRun(infra, { sample, tasks: { a: null } });
    expect(await deliverRun(infra, { run, remote: 'upstream' })).toMatchObject({ failure: { reason: 'remote-unknown' } });
    expect(valueOf(readRun(infra, { run })).delivery).toMatchObject({ isDone: false, failure: { reason: 'remote-unknown' } });
    valueOf(await deliverRun(infra, { run, as: 'target' }));
    expect(sample.git(['rev-parse', 'main'])).toBe(tip);
    const { run: empty } = landRun(infra, { sample, tasks: {} });
    expect(await deliverRun(infra, { run: empty })).toMatchObject({ failure: { reason: 'nothing-merged' } });
    expect(await deliverRun(infra, { run, as: 'pull-requests' })).toMatchObject({ failure: { reason: 'forge-unknown' } });
  });
});

test('without gh it says what to install, after the push', async () => {
  await withHub(async ({ sample, infra }) => {
    const { run } = landRun(infra, { sample, tasks: { a: null }, deliver: toGitHub });
    const without = { ...infra, environment: { ...infra.environment, PATH: join(sample.folder, 'nowhere') } };
    expect(await deliverRun(without, { run })).toMatchObject({ failure: { reason: 'program-missing', program: 'gh' } });
  });
});

describe.skipIf(!hasGh)('with the real gh (skipped where it is not installed)', () => {
  // a → b, c on the base
  test('each task has a pull request, stacked where it was built on another; said again, and after lost answers, there is no second', async () => {
    await withHub(async ({ hub, sample, infra }) => {
      const { run } = landRun(infra, { sample, tasks: { a: null, b: 'a', c: null }, deliver: toGitHub });
      hub.fail = { create: 'before' };
      expect(await deliverRun(infra, { run })).toMatchObject({ failure: { reason: 'forge-refused', what: 'pr create' } });
      hub.fail = { create: 'after' };
      const { pulls } = valueOf(await deliverRun(infra, { run }));
      expect(valueOf(await deliverRun(infra, { run })).pulls).toEqual(pulls);
      expect(hub.asked.create).toBe(4);
      const branch = (task: string) => `fanout/${run}/pr/${task}`;
      expect(hub.pulls.toSorted(byHead).map(({ head, base, title }) => [head, base, title])).toEqual([
        [branch('a'), 'main', 'Task a'],
        [branch('b'), branch('a'), 'Task b'],
        [branch('c'), 'main', 'Task c'],
      ]);
      expect(hub.pulls[0]?.body).toContain('Do a.');
      // Each shows only what its own task changed.
      const changed = (task: string, base: string) => hub.git('diff', '--name-only', `${base}...${branch(task)}`).split('\n');
      expect([changed('a', 'main'), changed('b', branch('a')), changed('c', 'main')]).toEqual([['a.txt'], ['b.txt'], ['c.txt']]);
    });
  });

  test('green ones are merged from the bottom, only at the commit that was reviewed', { timeout: 180_000 }, async () => {
    await withHub(async ({ hub, sample, infra }) => {
      const { run } = landRun(infra, { sample, tasks: { a: null, b: 'a', c: null }, deliver: toGitHub });
      valueOf(await deliverRun(infra, { run }));
      const pullOf = (task: string) => pullAt(hub, task);
      pullOf('a').checks = ['PENDING'];
      pullOf('c').checks = ['FAILURE'];
      let looks = 0;
      const onLook = () => {
        looks += 1;
        if (looks === 2) pullOf('a').checks = ['SUCCESS'];
      };
      const seen = valueOf(
        await watchPulls(infra, { run, merge: true, everyMs: 1, signal: AbortSignal.timeout(170_000), onLook }),
      );
      expect(
        seen.toSorted((one, other) => one.of.localeCompare(other.of)).map(({ of, state, base }) => [of, state, base]),
      ).toEqual([
        ['a', 'merged', 'main'],
        ['b', 'merged', 'main'],
        ['c', 'open', 'main'],
      ]);
      expect(hub.git('ls-tree', '--name-only', 'main').split('\n')).toEqual(['a.txt', 'b.txt', 'list.txt']);
      // b went to main when a had landed, which was said before it was done.
      expect(
        readEvents(infra, { run, after: 0 }).flatMap((event) =>
          event.kind === 'pull-request-retarget-wanted' ? [event.base] : [],
        ),
      ).toEqual(['main']);
      // Whoever asks later still reads which check is red, and what to do.
      const red = pullOf('c');
      expect(deliveryLines(valueOf(readRun(infra, { run })).delivery).slice(-2)).toEqual([
        `Red in #${red.number}: check 0`,
        expect.stringContaining(`Push what mends it to ${red.head}, or fan out a task for it with --base `),
      ]);
      // Somebody pushes to c after its review: green or not, it is not merged.
      pullOf('c').checks = ['SUCCESS'];
      const tree = hub.git('rev-parse', `fanout/${run}/pr/c^{tree}`);
      const who = ['-c', 'user.name=Eve', '-c', 'user.email=eve@example.org'];
      const sneaked = hub.git(...who, 'commit-tree', tree, '-p', `fanout/${run}/pr/c`, '-m', 'sneaked in');
      hub.git('update-ref', `refs/heads/fanout/${run}/pr/c`, sneaked);
      const refused = await watchPulls(infra, { run, merge: true, everyMs: 1, signal: AbortSignal.timeout(170_000), onLook });
      expect(refused).toMatchObject({ failure: { reason: 'forge-refused', what: 'pr merge' } });
      expect(pullOf('c').state).toBe('OPEN');
      // What landed stays so: its branch, once deleted, does not come back with another delivery.
      hub.git('update-ref', '-d', `refs/heads/${pullOf('a').head}`);
      expect(await deliverRun(infra, { run })).toMatchObject({ failure: { reason: 'push-refused', branch: pullOf('c').head } });
      expect(hub.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/fanout').split('\n')).not.toContain(
        pullOf('a').head,
      );
    });
  });
});
