import { join } from 'node:path';
import { newRunId } from '../../../kernel/id.ts';
import type { RunId, TaskKey, Workspace } from '../../../kernel/model.ts';
import { mergedBranch, taskBranch } from '../../../kernel/names.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import { readRef, updateRef } from '../../../infra/git/refs.ts';
import { resolveCommit } from '../../../infra/git/resolve-commit.ts';
import type { Infra } from '../../../infra/infra.ts';
import { createWorkspace } from '../../workspaces/create-workspace.ts';
import { worktreePath } from '../../workspaces/worktree-path.ts';
import { taskDirectory } from '../work/directories.ts';
import { loadConfig } from '../../intake/load-config.ts';

/** A worktree to work in by hand. */
export interface WorktreeWish {
  /** A folder in the repository. */
  from: string;
  name: TaskKey;
  /** A branch or commit; without it the tip of what the run has merged, or else what `from` stands on. */
  base?: string | undefined;
  /** Whose merges it shares: that of an earlier worktree, or without it one of its own. */
  run?: RunId | undefined;
  setup: boolean;
  signal: AbortSignal;
}

/** Makes a worktree with ports and dependencies, as a run does, for whoever works by hand. Said twice it is the same one. */
export async function openWorktree(
  infra: Infra,
  { from, name, base, run = newRunId(), setup, signal }: WorktreeWish,
): Promise<Result<{ run: RunId; workspace: Workspace; setupOutput: string }>> {
  const repository = await findRepository(from);
  if (!repository.ok) return repository;
  const config = loadConfig({ repository: repository.value });
  if (!config.ok) return config;
  const target = `refs/heads/${mergedBranch(run)}`;
  const merged = await readRef({ repository: repository.value, ref: target });
  const revision = base ?? merged ?? config.value.base ?? 'HEAD';
  const commit = await resolveCommit({ repository: repository.value, from, revision });
  if (!commit.ok) return commit;
  if (merged === null) {
    const made = await updateRef({ repository: repository.value, ref: target, from: null, to: commit.value });
    if (!made.ok) return made;
  }
  const setupOutput = join(taskDirectory(infra, { run: { run }, task: { key: name } }), 'setup.log');
  const workspace = await createWorkspace(infra, {
    repository: repository.value,
    run,
    task: name,
    base: commit.value,
    branch: taskBranch(run, name),
    path: worktreePath({ repository: repository.value, config: config.value, run, task: name }),
    config: setup ? config.value : { ...config.value, setup: false },
    source: repository.value.mainWorktree,
    outputPath: setupOutput,
    signal,
  });
  return workspace.ok ? ok({ run, workspace: workspace.value, setupOutput }) : workspace;
}
