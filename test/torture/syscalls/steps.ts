import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { deliver } from '../../../mcp-server/domain/merges/deliver.ts';
import { mergeTask } from '../../../mcp-server/domain/merges/merge-task.ts';
import { startConflict } from '../../../mcp-server/domain/merges/start-conflict.ts';
import { createWorkspace } from '../../../mcp-server/domain/workspaces/create-workspace.ts';
import { removeWorkspace } from '../../../mcp-server/domain/workspaces/remove-workspace.ts';
import { commitFiles } from '../../../mcp-server/infra/git/commit-files.ts';
import { readRef, updateRef } from '../../../mcp-server/infra/git/refs.ts';
import { clearStaleLocks } from '../../../mcp-server/infra/git/stale-locks.ts';
import type { Infra } from '../../../mcp-server/infra/infra.ts';
import { defaultConfig } from '../../../mcp-server/kernel/config.ts';
import type { Commit } from '../../../mcp-server/kernel/model.ts';
import { valueOf } from '../../support/value-of.ts';
import { refs, run, task, wanted, type Place } from './places.ts';

/** What a step does, said again after every kill as the product would say it. Throws when it cannot. */
export type Step = (infra: Infra, place: Place) => Promise<void>;

const create: Step = async (infra, place) => {
  valueOf(await createWorkspace(infra, wanted(infra, place)));
};

// A conflict when both sides changed the same file, and otherwise a merge that is committed.
const catchUp: Step = async (infra, { repository, worktree, branch, base }) => {
  const onto = (await readRef({ repository, ref: refs.merged })) ?? base;
  valueOf(await startConflict(infra, { workspace: { path: worktree, branch, base, ports: [], environment: {} }, onto }));
};

const remove: Step = async (infra, { repository, worktree, branch }) => {
  const deleteBranch = { branch, keepAt: refs.attempt };
  valueOf(await removeWorkspace(infra, { repository, path: worktree, rescueRef: refs.rescue, deleteBranch }));
};

/** The steps in which a kill can leave something half-made. */
export const steps = {
  create,
  // A session's own commit: what is ours is that its next session finds no lock of a git that is dead.
  commit: (_, { repository, worktree }) => {
    clearStaleLocks(repository, worktree);
    const ask = (...args: string[]) => execFileSync('git', args, { cwd: worktree, stdio: 'pipe', encoding: 'utf8' });
    ask('add', '--all');
    if (ask('status', '--porcelain') !== '') ask('commit', '--quiet', '--message', 'work');
    return Promise.resolve();
  },
  lesson: async (_, { repository }) => {
    const tip = await readRef({ repository, ref: refs.merged });
    if (tip === null) throw new Error('the run has no branch');
    const files = [{ path: 'lesson.md', content: 'Mind the gap.\n' }];
    const to = valueOf(await commitFiles({ repository, parent: tip, files, message: 'lesson' }));
    valueOf(await updateRef({ repository, ref: refs.merged, from: tip, to }));
  },
  merge: async (infra, { repository, folder, worktree, branch }) => {
    const commit = await readRef({ repository, ref: `refs/heads/${branch}` });
    const merged = await mergeTask(infra, {
      repository,
      run,
      task,
      title: 'One',
      commit: commit ?? ('' as Commit),
      target: refs.merged,
      gates: ['test -e new.txt'],
      config: { ...defaultConfig, setup: false },
      checkoutPath: `${worktree}.merge`,
      outputDirectory: join(folder, 'home/output'),
    });
    valueOf(merged);
  },
  conflict: catchUp,
  catchUp,
  deliver: async (infra, { repository }) => {
    valueOf(await deliver(infra, { repository, source: refs.merged, into: 'main' }));
  },
  remove,
  // The files of a removed worktree stay for the next one where they are many.
  shelve: remove,
  renew: async (infra, place) => {
    const base = (await readRef({ repository: place.repository, ref: refs.wide })) ?? place.base;
    await create(infra, { ...place, base });
  },
} satisfies Record<string, Step>;

/** The name of a step. */
export type StepName = keyof typeof steps;
