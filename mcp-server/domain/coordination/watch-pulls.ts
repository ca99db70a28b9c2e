import { isDeepStrictEqual } from 'node:util';
import type { RunId } from '../../kernel/model.ts';
import type { Pull, PullChecks, RedCheck } from '../../kernel/pull.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { forgeRepository } from '../../infra/forge/forge-repository.ts';
import { mergePullRequest, readPullRequest, retargetPullRequest, type PullRequest } from '../../infra/forge/pull-requests.ts';
import { remoteAddress } from '../../infra/git/with-remote.ts';
import type { Infra } from '../../infra/infra.ts';
import type { RunState } from '../tasks/run-state.ts';
import { readRunState, record } from './work/record.ts';

/** A pull request of a run with what the forge says of it now. */
export interface WatchedPull extends Pull {
  checks: PullChecks;
  red: RedCheck[];
  mergeable: PullRequest['mergeable'];
}

/** What to watch for. */
export interface PullWatch {
  run: RunId;
  /** The remote that they were pushed to; default: the run's. */
  remote?: string | undefined;
  /** Merges each one whose checks passed, what others stand on first, and only at the commit that was reviewed. */
  merge: boolean;
  everyMs: number;
  signal: AbortSignal;
  onLook(pulls: readonly WatchedPull[]): void;
}

/**
 * Watches the checks of a run's pull requests until none is pending, and with `merge` until all that can land have. Needs nothing
 * but the journal and the forge, so it may be ended and said again at any time.
 */
export async function watchPulls(
  infra: Infra,
  { run, remote, merge, everyMs, signal, onLook }: PullWatch,
): Promise<Result<WatchedPull[]>> {
  for (let looks = 1; ; looks++) {
    const state = readRunState(infra.store, run);
    const pulls = state?.delivery?.pulls ?? [];
    if (!state || pulls.length === 0) return fail({ reason: 'nothing-merged', run });
    const forge = await forgeOf(state, remote);
    if (!forge.ok) return forge;
    const seen = await lookAt(infra, { run, forge: forge.value, pulls });
    if (!seen.ok) return seen;
    onLook(seen.value);
    const isSettled = looks >= leastLooks;
    const moved = merge ? await advance(infra, { run, forge: forge.value, pulls: seen.value, isSettled }) : ok(false);
    if (!moved.ok) return moved;
    const open = seen.value.filter(({ state: is }) => is === 'open');
    const isPending = open.some(({ checks, mergeable }) => checks === 'pending' || (merge && mergeable === 'undecided'));
    if (!moved.value && !isPending && isSettled) return seen;
    await infra.clock.sleep(everyMs, signal);
    if (signal.aborted) return seen;
  }
}

// Checks are listed up to half a minute after a push; until then their absence would be taken for a pass.
const leastLooks = 4;

async function forgeOf({ repository, config: { deliver } }: RunState, remote = deliver.remote): Promise<Result<string>> {
  if (deliver.repository !== undefined) return ok(deliver.repository);
  const address = await remoteAddress({ repository, remote });
  if (!address.ok) return address;
  const forge = forgeRepository(address.value);
  return forge === null ? fail({ reason: 'forge-unknown', remote, address: address.value }) : ok(forge);
}

async function lookAt(
  infra: Infra,
  { run, forge, pulls }: { run: RunId; forge: string; pulls: readonly Pull[] },
): Promise<Result<WatchedPull[]>> {
  const seen: WatchedPull[] = [];
  for (const pull of pulls) {
    const read = await readPullRequest(infra, { repository: forge, number: pull.number });
    if (!read.ok) return read;
    const { state, base, checks, red, mergeable } = read.value;
    const now = { ...pull, state, base, checks, red };
    if (!isDeepStrictEqual(now, pull)) record(infra, { kind: 'pull-request-changed', run, pull: now });
    seen.push({ ...now, mergeable });
  }
  return ok(seen);
}

/** Takes one step: what stood on something that landed goes to where that went, or else the first that may land does. */
async function advance(
  infra: Infra,
  { run, forge, pulls, isSettled }: { run: RunId; forge: string; pulls: readonly WatchedPull[]; isSettled: boolean },
): Promise<Result<boolean>> {
  const belowOf = ({ base }: Pull) => pulls.find(({ branch }) => branch === base);
  const open = pulls.filter(({ state }) => state === 'open');
  const orphan = open.find((pull) => belowOf(pull)?.state === 'merged');
  const landed = orphan && belowOf(orphan);
  if (orphan && landed) {
    record(infra, { kind: 'pull-request-retarget-wanted', run, number: orphan.number, base: landed.base });
    const moved = await retargetPullRequest(infra, { repository: forge, number: orphan.number, base: landed.base });
    if (!moved.ok) return moved;
    const { mergeable: _mergeable, ...pull } = { ...orphan, base: landed.base };
    record(infra, { kind: 'pull-request-changed', run, pull });
    return ok(true);
  }
  const passes = ({ checks }: WatchedPull) => checks === 'passed' || (checks === 'none' && isSettled);
  const next = open.find((pull) => !belowOf(pull) && pull.mergeable === 'yes' && passes(pull));
  if (!next) return ok(false);
  record(infra, { kind: 'pull-request-merge-wanted', run, number: next.number, commit: next.commit });
  const merged = await mergePullRequest(infra, { repository: forge, number: next.number, commit: next.commit });
  return merged.ok ? ok(true) : merged;
}
