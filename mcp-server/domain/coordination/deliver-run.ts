import { join } from 'node:path';
import type { DeliverWay } from '../../kernel/config-deliver.ts';
import type { Failure } from '../../kernel/failure.ts';
import type { Commit, RunId, TaskKey } from '../../kernel/model.ts';
import type { Pull } from '../../kernel/pull.ts';
import { mergedBranch, pullBranch } from '../../kernel/names.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { forgeRepository } from '../../infra/forge/forge-repository.ts';
import { openPullRequest, retargetPullRequest, type PullRequest } from '../../infra/forge/pull-requests.ts';
import { pushBranch } from '../../infra/git/push-branch.ts';
import { readRef } from '../../infra/git/refs.ts';
import { remoteAddress } from '../../infra/git/with-remote.ts';
import type { Infra } from '../../infra/infra.ts';
import { withLock } from '../../infra/store/lock.ts';
import { deliver } from '../merges/deliver.ts';
import { planStack, type Layer } from '../merges/stack/plan-stack.ts';
import { pullRequestBody, pullRequestTitle } from '../merges/stack/pull-request-text.ts';
import type { Delivery } from '../tasks/delivery.ts';
import type { RunState } from '../tasks/run-state.ts';
import { pullRequestFacts } from './work/pull-request-facts.ts';
import { weakenedBy } from './weakened-by.ts';
import { readRunState, record } from './work/record.ts';

/** How to hand a run on. What is left out is as the run's configuration says. */
export interface DeliverWish {
  run: RunId;
  as?: DeliverWay | undefined;
  remote?: string | undefined;
  target?: string | undefined;
  draft?: boolean | undefined;
}

// Whoever came first is pushing; a forge takes seconds for each pull request.
const patienceMs = 10 * 60_000;

/**
 * Hands on what a run merged: pushes its branch, fast-forwards a branch of the person's, or opens a pull request for each task.
 * Each push and each pull request is journaled before and after, and looked for before it is made: said twice, or after a kill,
 * nothing is there twice.
 */
export async function deliverRun(infra: Infra, wish: DeliverWish): Promise<Result<Delivery>> {
  const path = join(infra.home, 'locks', `deliver-${wish.run}.db`);
  const locked = await withLock(infra.clock, { path, patienceMs }, async (): Promise<Result<Delivery>> => {
    const state = readRunState(infra.store, wish.run);
    if (!state) return fail({ reason: 'run-unknown', run: wish.run });
    const { repository, run, base } = state;
    const tip = await readRef({ repository, ref: `refs/heads/${mergedBranch(run)}` });
    if (tip === null || tip === base) return fail({ reason: 'nothing-merged', run });
    const as = wish.as ?? state.config.deliver.as ?? 'branch';
    record(infra, { kind: 'delivery-wanted', run, as, commit: tip });
    const failure = await ways[as](infra, { ...planOf(state, wish), state, tip });
    record(infra, failure ? { kind: 'delivery-failed', run, failure } : { kind: 'delivered', run, commit: tip });
    const delivery = readRunState(infra.store, run)?.delivery;
    return failure || !delivery ? fail(failure ?? { reason: 'run-unknown', run }) : ok(delivery);
  });
  return locked.ok ? locked.value : locked;
}

interface Order {
  state: RunState;
  tip: Commit;
  remote: string;
  target: string | null;
  draft: boolean;
}

const planOf = ({ config: { base, deliver: said }, baseBranch }: RunState, wish: DeliverWish): Omit<Order, 'state' | 'tip'> => ({
  remote: wish.remote ?? said.remote,
  target: wish.target ?? said.target ?? base ?? baseBranch,
  draft: wish.draft ?? said.draft,
});

const ways: Record<DeliverWay, (infra: Infra, order: Order) => Promise<Failure | null>> = {
  branch: (infra, order) => push(infra, order, { branch: mergedBranch(order.state.run), commit: order.tip }),
  target: async (infra, { state, target }) => {
    if (target === null) return noTarget;
    const { repository, run } = state;
    const branch = mergedBranch(run);
    const weakened = await weakenedBy(infra, state, { source: `refs/heads/${branch}`, into: target });
    if (!weakened.ok) return weakened.failure;
    if (weakened.value.length > 0) return { reason: 'branch-weakened', run, branch, into: target, objections: weakened.value };
    const moved = await deliver(infra, { repository, source: `refs/heads/${branch}`, into: target });
    return moved.ok ? null : moved.failure;
  },
  'pull-requests': openAll,
};

const noTarget: Failure = {
  reason: 'argument-invalid',
  name: 'target',
  value: '',
  expected: 'a branch, as --target BRANCH: the run started from a commit and from no branch',
};

async function push(
  infra: Infra,
  { state, remote }: Order,
  { branch, commit }: { branch: string; commit: Commit },
): Promise<Failure | null> {
  const { run, repository } = state;
  const last = readRunState(infra.store, run)?.delivery?.pushed[branch] ?? null;
  record(infra, { kind: 'push-wanted', run, remote, branch, commit });
  const pushed = await pushBranch({ repository, remote, branch, commit, last, environment: infra.environment });
  if (!pushed.ok) return pushed.failure;
  record(infra, { kind: 'pushed', run, remote, branch, commit });
  return null;
}

/** Opens the pull requests of a run, those that others stand on first. */
async function openAll(infra: Infra, order: Order): Promise<Failure | null> {
  const { state, tip, remote, target } = order;
  const { repository, run, base } = state;
  if (target === null) return noTarget;
  const address = await remoteAddress({ repository, remote });
  if (!address.ok) return address.failure;
  const forge = state.config.deliver.repository ?? forgeRepository(address.value);
  if (forge === null) return { reason: 'forge-unknown', remote, address: address.value };
  const layers = await planStack({ repository, run, base, tip });
  if (!layers.ok) return layers.failure;
  const inOrder = layers.value.toSorted((one, other) => depthOf(one, layers.value) - depthOf(other, layers.value));
  for (const layer of inOrder) {
    const failure = await openOne(infra, order, { layer, forge, target });
    if (failure) return failure;
  }
  return null;
}

const depthOf = ({ onto }: Layer, layers: readonly Layer[]): number => {
  const below = onto === null ? undefined : layers.find(({ task }) => task === onto);
  return below ? 1 + depthOf(below, layers) : 0;
};

async function openOne(
  infra: Infra,
  order: Order,
  { layer: { task, head, onto }, forge, target }: { layer: Layer; forge: string; target: string },
): Promise<Failure | null> {
  const { run } = order.state;
  const branch = pullBranch(run, task);
  const known = readRunState(infra.store, run)?.delivery?.pulls ?? [];
  // Whoever merged it may have deleted its branch, which is not to come back.
  if (known.some((pull) => pull.of === task && pull.state === 'merged' && pull.commit === head)) return null;
  const pushed = await push(infra, order, { branch, commit: head });
  if (pushed) return pushed;
  // What it stood on may have landed meanwhile.
  const below = known.find(({ of }) => of === onto);
  const base = onto === null || below?.state === 'merged' ? target : pullBranch(run, onto);
  const facts = pullRequestFacts(infra, { state: order.state, task, onto });
  if (!facts) return { reason: 'task-unknown', run, task, known: order.state.graph.tasks.map(({ key }) => key) };
  record(infra, { kind: 'pull-request-wanted', run, of: task, branch, base });
  const opened = await openPullRequest(infra, {
    repository: forge,
    branch,
    base,
    title: pullRequestTitle(facts),
    body: pullRequestBody(facts),
    draft: order.draft,
  });
  if (!opened.ok) return opened.failure;
  const pull = opened.value;
  if (pull.state === 'open' && pull.base !== base) {
    record(infra, { kind: 'pull-request-retarget-wanted', run, number: pull.number, base });
    const retargeted = await retargetPullRequest(infra, { repository: forge, number: pull.number, base });
    if (!retargeted.ok) return retargeted.failure;
  }
  record(infra, { kind: 'pull-request-opened', run, pull: toPull(pull, { of: task, branch, base, commit: head }) });
  return null;
}

/** A pull request of a run, from what the forge says of it. */
const toPull = (
  { number, url, state, checks, red }: PullRequest,
  ours: { of: TaskKey; branch: string; base: string; commit: Commit },
): Pull => ({ ...ours, number, url, state, checks, red });
