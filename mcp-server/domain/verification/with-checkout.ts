import type { Infra } from '../../infra/infra.ts';
import type { Config } from '../../kernel/config.ts';
import type { Commit, Repository, Workspace } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { createCheckout } from '../workspaces/create-checkout.ts';
import { removeWorkspace } from '../workspaces/remove-workspace.ts';

/** A checkout of our own to be made for a while. */
export interface CheckoutWanted {
  repository: Repository;
  commit: Commit;
  /** Where it stands; what a dead process left there is replaced. */
  path: string;
  config: Config;
  environment?: Record<string, string> | undefined;
  /** Whether it gets the files of `.worktreeinclude`, which may hold secrets. Default: yes. */
  included?: boolean | undefined;
  /** Gets the output of setup. */
  outputPath: string;
  signal?: AbortSignal | undefined;
}

/** Why a checkout could not be made. */
export type CheckoutReason = Extract<Awaited<ReturnType<typeof createCheckout>>, { ok: false }>['failure']['reason'];

/** Makes a clean checkout of a commit, with its dependencies and ports, does `work` there, and removes it whatever happens. */
export async function withCheckout<T>(
  infra: Infra,
  { environment, signal, ...wanted }: CheckoutWanted,
  work: (checkout: Workspace) => Promise<T>,
): Promise<Result<T, CheckoutReason>> {
  const remove = () => removeWorkspace(infra, { repository: wanted.repository, path: wanted.path, rescueRef: null });
  try {
    const made = await createCheckout(infra, {
      ...wanted,
      setup: true,
      ...(environment ? { environment } : {}),
      ...(signal ? { signal } : {}),
    });
    if (!made.ok) return made;
    return ok(await work(made.value));
  } finally {
    const removed = await remove();
    if (!removed.ok) infra.log.warn({ path: wanted.path, failure: removed.failure }, 'a checkout could not be removed');
  }
}
