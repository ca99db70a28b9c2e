import { join } from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';
import { digest } from '../../kernel/id.ts';
import type { Repository } from '../../kernel/model.ts';
import type { FailureOf, Result } from '../../kernel/result.ts';
import type { Infra } from '../../infra/infra.ts';
import { tryLock, withLock } from '../../infra/store/lock.ts';

/** What `work` answered, or that its lock could not be had. */
type OrBusy<Answer> = Answer | { ok: false; failure: FailureOf<'lock-busy'> };

/**
 * Runs `work` while no other fanout adds or removes a worktree of the repository. Held for the registration alone: it takes
 * milliseconds, and a hundred in a row fit into the patience.
 */
export const withRepositoryMutex = <Answer extends Result<unknown>>(
  infra: Infra,
  repository: Repository,
  work: () => Promise<Answer>,
): Promise<OrBusy<Answer>> => locked(infra, { name: `worktrees-${digest(repository.commonDir)}`, patienceMs: 120_000 }, work);

/** Runs `work` while no other fanout makes or removes the workspace at `path`; a setup there may take its time. */
export const withWorkspaceLock = <Answer extends Result<unknown>>(
  infra: Infra,
  path: string,
  work: () => Promise<Answer>,
): Promise<OrBusy<Answer>> => locked(infra, { name: `workspace-${digest(path)}`, patienceMs: 300_000 }, work);

/** Runs `work` on the workspace at `path` if nobody is at it now; null otherwise. */
export const tryWorkspaceLock = async <Answer>(
  infra: Infra,
  path: string,
  work: () => Promise<Answer>,
): Promise<Answer | null> => {
  const lock = tryLock(join(infra.home, 'locks', `workspace-${digest(path)}.db`));
  if (lock === null) return null;
  try {
    return await work();
  } finally {
    lock.release();
  }
};

const queues = new Map<string, { limit: LimitFunction; waiting: number }>();

async function locked<Answer>(
  { clock, home }: Infra,
  { name, patienceMs }: { name: string; patienceMs: number },
  work: () => Promise<Answer>,
): Promise<OrBusy<Answer>> {
  const path = join(home, 'locks', `${name}.db`);
  // Within one process only the first in line asks for the lock: many that poll cost more than what they wait for.
  const queue = queues.get(path) ?? { limit: pLimit(1), waiting: 0 };
  queues.set(path, queue);
  queue.waiting += 1;
  try {
    const done = await queue.limit(() => withLock(clock, { path, patienceMs }, work));
    return done.ok ? done.value : done;
  } finally {
    queue.waiting -= 1;
    if (queue.waiting === 0) queues.delete(path);
  }
}
