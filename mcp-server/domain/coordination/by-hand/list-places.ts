import type { PortLease, Repository } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import { listWorktrees } from '../../../infra/git/list-worktrees.ts';
import { worktreeStatus } from '../../../infra/git/status.ts';
import type { Infra } from '../../../infra/infra.ts';
import { listPorts } from '../../workspaces/ports/list-ports.ts';
import { readRecord } from '../../workspaces/workspace-record.ts';

/** A worktree of a repository, with what happened there since its base. */
export interface ListedWorktree {
  path: string;
  branch: string | null;
  /** Whether fanout made it. Others are listed and never touched. */
  isOurs: boolean;
  ahead: number;
  behind: number;
  dirty: number;
  files: number;
  insertions: number;
  deletions: number;
  ports: PortLease[];
}

/** The linked worktrees of the repository around a folder. */
export async function listPlaces(
  infra: Infra,
  { from }: { from: string },
): Promise<Result<{ repository: Repository; worktrees: ListedWorktree[] }, 'not-a-repository'>> {
  const repository = await findRepository(from);
  if (!repository.ok) return repository;
  const [main, ...linked] = await listWorktrees(repository.value);
  const leases = listPorts(infra);
  const worktrees: ListedWorktree[] = [];
  for (const { path, branch, head } of linked) {
    const record = readRecord(infra, path);
    const base = record?.base ?? main?.head ?? head;
    const status = base && (await worktreeStatus({ path, base }));
    // One that is gone or damaged is for `git worktree prune` to tell of.
    if (!status?.ok) continue;
    const { ahead, behind, dirty, files, insertions, deletions } = status.value;
    const ports = leases.filter(({ owner }) => owner === path).map(({ name, port }) => ({ name, port }));
    worktrees.push({ path, branch, isOurs: record !== null, ahead, behind, dirty, files, insertions, deletions, ports });
  }
  return ok({ repository: repository.value, worktrees });
}
