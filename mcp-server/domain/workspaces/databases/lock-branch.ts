import { join } from 'node:path';
import { digest } from '../../../kernel/id.ts';
import type { FailureOf, Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { tryLock, withLock, type Lock } from '../../../infra/store/lock.ts';

/** A branch as its workspace knows it. */
interface Named {
  owner: string;
  name: string;
}

// A template that has to be dumped first, and migrations after it, take their time.
const patienceMs = 30 * 60_000;

/** Runs `work` while nobody else makes or drops this branch. */
export async function withBranchLock<Answer extends Result<unknown>>(
  { clock, home }: Infra,
  branch: Named,
  work: () => Promise<Answer>,
): Promise<Answer | { ok: false; failure: FailureOf<'lock-busy'> }> {
  const done = await withLock(clock, { path: lockPath(home, branch), patienceMs }, work);
  return done.ok ? done.value : done;
}

/** Takes the lock of a branch if nobody is at it. */
export const tryBranchLock = ({ home }: Pick<Infra, 'home'>, branch: Named): Lock | null => tryLock(lockPath(home, branch));

const lockPath = (home: string, { owner, name }: Named): string =>
  join(home, 'locks', `database-${digest(`${owner}\n${name}`)}.db`);
