import pLimit from 'p-limit';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';
import type { Bench } from './bench.ts';

const trees = 32;
const files = 5000;
// Checkouts are bound by the processor and the disk at once; more than four gain nothing.
const atOnce = 4;

/** Whole workspaces, several at once, against `git worktree add` one after the other, on the same repository in one run. */
export const worktrees: Bench = {
  name: 'worktrees',
  says: `${trees} workspaces of ${files} files against serial git worktree add`,
  run: async ({ say }) => {
    const sample = makeRepository({ files: manyFiles() });
    const infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder });
    try {
      const limit = pLimit(atOnce);
      // Ours first: ext4 is slow to create where files were just deleted, so nothing is deleted before the end.
      const ours = await timed(() =>
        Promise.all(
          Array.from({ length: trees }, (_, nth) =>
            limit(async () => valueOf(await createWorkspace(infra, wantedWorkspace(infra, { ...sample, task: `t${nth}` })))),
          ),
        ),
      );
      const serial = await timed(() => {
        for (let nth = 0; nth < trees; nth++)
          sample.git(['worktree', 'add', '--quiet', '--no-track', '-b', `plain-${nth}`, `../plain/${nth}`]);
      });
      say(`${trees} workspaces in ${Math.round(ours)} ms, git alone ${Math.round(serial)} ms`);
      return [{ name: `${trees} trees of ${files} files`, ratio: ours / serial, goal: 0.6 }];
    } finally {
      infra.dispose();
      sample.dispose();
    }
  },
};

const manyFiles = (): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: files }, (_, nth) => [
      `src/part-${Math.floor(nth / 12)}/file-${nth}.ts`,
      `// file ${nth}\n`.repeat(1 + (nth % 400)),
    ]),
  );

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
