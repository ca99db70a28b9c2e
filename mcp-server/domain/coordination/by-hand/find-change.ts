import type { Config } from '../../../kernel/config.ts';
import { newRunId } from '../../../kernel/id.ts';
import type { Commit, Repository, RunId, TaskKey } from '../../../kernel/model.ts';
import { keepRef } from '../../../kernel/names.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { forgeRepository } from '../../../infra/forge/forge-repository.ts';
import { readPullRequest } from '../../../infra/forge/pull-requests.ts';
import { mergeBase } from '../../../infra/git/ancestors.ts';
import { currentBranch } from '../../../infra/git/current-branch.ts';
import { fetchCommit } from '../../../infra/git/fetch-commit.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import { remoteAddress } from '../../../infra/git/with-remote.ts';
import { deleteRef, readRef } from '../../../infra/git/refs.ts';
import { resolveCommit } from '../../../infra/git/resolve-commit.ts';
import type { Infra } from '../../../infra/infra.ts';
import { loadConfig } from '../../intake/load-config.ts';
import { worktreePath } from '../../workspaces/worktree-path.ts';
import { findPlace, type Place } from './find-place.ts';

/** A change: what is committed in a worktree of fanout's, any branch or commit of a repository, or a pull request by its number. */
export type ChangeWish =
  | { worktree: string }
  | { from: string; revision: string; base?: string | undefined }
  | { from: string; pullRequest: number };

/** A change that was found, wherever it stands. */
export type FoundChange = Pick<Place, 'repository' | 'config' | 'run' | 'task' | 'path' | 'head' | 'base' | 'environment'>;

/** Finds a change. A pull request is fetched below `refs/fanout/`, until it is forgotten; nothing is checked out. */
export async function findChange(infra: Infra, wish: ChangeWish): Promise<Result<FoundChange>> {
  if ('worktree' in wish) return findPlace(infra, { path: wish.worktree });
  const repository = await findRepository(wish.from);
  if (!repository.ok) return repository;
  const config = await loadConfig({ repository: repository.value });
  if (!config.ok) return config;
  const at: Site = { repository: repository.value, config: config.value, run: newRunId() };
  const found = 'pullRequest' in wish ? await fetchPull(infra, { ...at, number: wish.pullRequest }) : await endsOf(at, wish);
  if (!found.ok) return found;
  const { head, onto } = found.value;
  const base = await mergeBase({ repository: at.repository, one: onto, other: head });
  if (base === null)
    return fail({ reason: 'revision-unknown', revision: `a commit that ${onto} and ${head} share`, path: wish.from });
  const task = 'review' as TaskKey;
  const path = worktreePath({ ...at, task });
  return ok({ ...at, task, path, head, base, environment: {} });
}

interface Site {
  repository: Repository;
  config: Config;
  run: RunId;
}

interface Ends {
  head: Commit;
  /** The branch that it would go to. */
  onto: Commit;
}

async function endsOf(
  { repository, config }: Site,
  { from, revision, base }: { from: string; revision: string; base?: string | undefined },
): Promise<Result<Ends>> {
  const head = await resolveCommit({ repository, from, revision });
  if (!head.ok) return head;
  const onto = await resolveCommit({ repository, from, revision: base ?? config.base ?? (await currentBranch(from)) ?? 'HEAD' });
  return onto.ok ? ok({ head: head.value, onto: onto.value }) : onto;
}

async function fetchPull(infra: Infra, { repository, config, run, number }: Site & { number: number }): Promise<Result<Ends>> {
  const { remote, repository: named } = config.deliver;
  const address = await remoteAddress({ repository, remote });
  if (!address.ok) return address;
  const forge = named ?? forgeRepository(address.value);
  if (forge === null) return fail({ reason: 'forge-unknown', remote, address: address.value });
  const pull = await readPullRequest(infra, { repository: forge, number });
  if (!pull.ok) return pull;
  const { environment } = infra;
  const { base } = pull.value;
  if (/[\s:*?[\\^~]/.test(base)) return fail({ reason: 'revision-unknown', revision: base, path: repository.commonDir });
  const fetch = (from: string, end: (typeof ends)[number]) =>
    fetchCommit({ repository, remote, from, to: keepRef(run, end), environment });
  const head = await fetch(`refs/pull/${number}/head`, 'head');
  if (!head.ok) return head;
  const onto = await fetch(`refs/heads/${base}`, 'base');
  return onto.ok ? ok({ head: head.value, onto: onto.value }) : onto;
}

const ends = ['head', 'base'] as const;

/** Lets go of what was fetched for a change. */
export async function forgetChange({ repository, run }: Pick<FoundChange, 'repository' | 'run'>): Promise<void> {
  for (const end of ends) {
    const ref = keepRef(run, end);
    const from = await readRef({ repository, ref });
    if (from !== null) await deleteRef({ repository, ref, from });
  }
}
