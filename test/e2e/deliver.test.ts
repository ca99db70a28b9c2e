import { expect, test } from 'vitest';
import { readEvents } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { RunId } from '../../mcp-server/kernel/model.ts';
import { addsFile, makeFleet, type Fleet } from '../support/fleet.ts';
import { hasGh, serveGitHub } from '../support/github.ts';
import { makeGraph } from '../support/submitted.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const scripts = ['a', 'b'].map(addsFile);
const delivery = ({ infra }: Fleet, run: RunId) =>
  readEvents(infra, { run, after: 0 }).flatMap(({ kind }) =>
    /^(?:delivery|delivered|push|pull|run-finished)/.test(kind) ? [kind] : [],
  );

test(
  'a run that ends fast-forwards its target by itself, and one that cannot be delivered ends all the same',
  { timeout: 240_000 },
  async () => {
    const fleet = await makeFleet({ scripts });
    try {
      const run = await fleet.submit(makeGraph('a'), { deliver: { ...defaultConfig.deliver, as: 'target' } });
      const view = await fleet.finish(run);
      expect(view.delivery).toMatchObject({ as: 'target', isDone: true, failure: null });
      expect(fleet.sample.git(['rev-parse', 'main'])).toBe(fleet.sample.git(['rev-parse', `fanout/${run}/merged`]));
      expect(fleet.sample.git(['status', '--porcelain'])).toBe('');
      expect(delivery(fleet, run)).toEqual(['delivery-wanted', 'delivered', 'run-finished']);
      const next = await fleet.submit(makeGraph('b'), { deliver: { ...defaultConfig.deliver, as: 'branch' } });
      expect((await fleet.finish(next)).delivery).toMatchObject({ isDone: false, failure: { reason: 'remote-unknown' } });
      expect(delivery(fleet, next)).toEqual(['delivery-wanted', 'push-wanted', 'delivery-failed', 'run-finished']);
    } finally {
      expect(await fleet.dispose()).toBe(0);
    }
  },
);

// a → b
test.skipIf(!hasGh)(
  'a run that ends opens its pull requests by itself (skipped where gh is not installed)',
  { timeout: 240_000 },
  async () => {
    const hub = await serveGitHub(temporaryFolder());
    const fleet = await makeFleet({ scripts, variables: hub.environment });
    try {
      fleet.sample.git(['remote', 'add', 'origin', hub.remote]);
      fleet.sample.git(['push', '--quiet', 'origin', 'main']);
      const deliver = { ...defaultConfig.deliver, as: 'pull-requests' as const, repository: 'github.com/sam/sample' };
      const run = await fleet.submit(makeGraph('a', 'b: a'), { deliver });
      expect((await fleet.finish(run)).delivery).toMatchObject({ as: 'pull-requests', isDone: true, failure: null });
      const branch = (task: string) => `fanout/${run}/pr/${task}`;
      expect(hub.pulls.map(({ head, base }) => [head, base])).toEqual([
        [branch('a'), 'main'],
        [branch('b'), branch('a')],
      ]);
      expect(hub.git('diff', '--name-only', `${branch('a')}...${branch('b')}`)).toBe('src/b.txt');
      expect(hub.pulls[1]?.body).toContain('Reviewed at');
      const one = ['push-wanted', 'pushed', 'pull-request-wanted', 'pull-request-opened'];
      expect(delivery(fleet, run)).toEqual(['delivery-wanted', ...one, ...one, 'delivered', 'run-finished']);
    } finally {
      expect(await fleet.dispose()).toBe(0);
      await hub.close();
    }
  },
);
