import { deleteRef, updateRef } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { refPrefix } from '../../kernel/names.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { deliver, type DeliverReason } from '../merges/deliver.ts';

/** Moves a branch forward by one commit of ours. Where it is checked out its files follow, or it is refused. */
export async function moveTarget(
  infra: Infra,
  { repository, target, from, to }: { repository: Repository; target: string; from: Commit; to: Commit },
): Promise<Result<void, DeliverReason>> {
  const moved = await updateRef({ repository, ref: target, from, to, message: 'fanout: lessons' });
  if (moved.ok || moved.failure.reason !== 'branch-in-use') return moved;
  const source = `${refPrefix}lessons/${to}`;
  const kept = await updateRef({ repository, ref: source, from: null, to, message: 'fanout: lessons' });
  if (!kept.ok) return kept;
  const delivered = await deliver(infra, { repository, source, into: target });
  await deleteRef({ repository, ref: source, from: to });
  return delivered.ok ? ok(undefined) : delivered;
}
