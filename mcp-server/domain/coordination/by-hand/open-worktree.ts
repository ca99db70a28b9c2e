import { join } from 'node:path';
import type { Config } from '../../../kernel/config.ts';
import { newRunId } from '../../../kernel/id.ts';
import type { Commit, Repository, RunId, TaskKey, Workspace } from '../../../kernel/model.ts';
import { mergedBranch, taskBranch } from '../../../kernel/names.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import { readRef } from '../../../infra/git/refs.ts';
import { resolveCommit } from '../../../infra/git/resolve-commit.ts';
import type { Infra } from '../../../infra/infra.ts';
import { loadConfig } from '../../intake/load-config.ts';
import { createWorkspace } from '../../workspaces/create-workspace.ts';
import { createWorktree } from '../../workspaces/create-worktree.ts';
import { enterLine } from '../../workspaces/dependencies/overlay.ts';
import { worktreePath } from '../../workspaces/worktree-path.ts';
import { taskDirectory } from '../work/directories.ts';

/** A worktree to work in by hand. */
export interface WorktreeWish {
  /** A folder in the repository. */
  from: string;
  name: TaskKey;
  /** A branch or commit; without it the tip of what the run has merged, or else what `from` stands on. */
  base?: string | undefined;
  /** Whose merges it shares: that of an earlier worktree, or without it one of its own. */
  run?: RunId | undefined;
}

/** A workspace to work in by hand. */
export interface WorkspaceWish extends WorktreeWish {
  /** Whether to install dependencies. */
  setup: boolean;
  /** False where packages may not be mounted, whatever the configuration says. */
  overlay?: boolean;
  signal: AbortSignal;
}

/** A worktree that is there. */
export interface OpenedWorktree {
  run: RunId;
  path: string;
  branch: string;
  base: Commit;
}

/** Makes a worktree on a branch of its own, and nothing else. Said twice it is the same one. */
export async function openWorktree(infra: Infra, wish: WorktreeWish): Promise<Result<OpenedWorktree>> {
  const site = await chooseSite(wish);
  if (!site.ok) return site;
  const { run, branch } = site.value;
  const made = await createWorktree(infra, { ...site.value, source: site.value.repository.mainWorktree });
  return made.ok ? ok({ run, path: made.value.path, branch, base: made.value.base }) : made;
}

/**
 * Makes a workspace as a run does, for whoever works by hand: a worktree with ports, packages, databases and services, proven to
 * be its own. Said twice it is the same one, and a worktree that was made before becomes one. `enter` opens a shell where its
 * packages are mounted; null where they need no such shell.
 */
export async function openWorkspace(
  infra: Infra,
  { setup, overlay = true, signal, ...wish }: WorkspaceWish,
): Promise<Result<{ run: RunId; workspace: Workspace; enter: string | null; setupOutput: string }>> {
  const site = await chooseSite(wish);
  if (!site.ok) return site;
  const { repository, run } = site.value;
  const { dependencies } = site.value.config;
  const config = { ...site.value.config, dependencies: { ...dependencies, overlay: overlay && dependencies.overlay } };
  const setupOutput = join(taskDirectory(infra, { run: { run }, task: { key: wish.name } }), 'setup.log');
  const workspace = await createWorkspace(infra, {
    ...site.value,
    task: wish.name,
    config: setup ? config : { ...config, setup: false },
    source: repository.mainWorktree,
    outputPath: setupOutput,
    signal,
  });
  if (!workspace.ok) return workspace;
  const enter = enterLine(infra, workspace.value.path);
  return ok({ run, workspace: workspace.value, enter, setupOutput });
}

interface Site {
  repository: Repository;
  config: Config;
  run: RunId;
  path: string;
  branch: string;
  base: Commit;
}

async function chooseSite({ from, name, base, run = newRunId() }: WorktreeWish): Promise<Result<Site>> {
  const found = await findRepository(from);
  if (!found.ok) return found;
  const repository = found.value;
  const config = await loadConfig({ repository });
  if (!config.ok) return config;
  const merged = await readRef({ repository, ref: `refs/heads/${mergedBranch(run)}` });
  const commit = await resolveCommit({ repository, from, revision: base ?? merged ?? config.value.base ?? 'HEAD' });
  if (!commit.ok) return commit;
  const path = worktreePath({ repository, config: config.value, run, task: name });
  return ok({ repository, config: config.value, run, path, branch: taskBranch(run, name), base: commit.value });
}
