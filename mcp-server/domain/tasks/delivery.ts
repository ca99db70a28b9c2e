import type { Recorded } from '../../kernel/event.ts';
import type { DeliverWay } from '../../kernel/config-deliver.ts';
import type { Failure } from '../../kernel/failure.ts';
import type { Commit } from '../../kernel/model.ts';
import type { Pull } from '../../kernel/pull.ts';

/** How the work of a run was handed on, as its events add up. */
export interface Delivery {
  as: DeliverWay;
  /** The commit of the run's branch that it is about. */
  commit: Commit;
  /** Branches that we pushed, and what stands there. */
  pushed: Record<string, Commit>;
  pulls: Pull[];
  /** Why it ended early; it may be said again. */
  failure: Failure | null;
  isDone: boolean;
}

/** The delivery after an event. What was pushed and opened earlier stays known, so that it is found again. */
export function applyDelivery(delivery: Delivery | null, event: Recorded): Delivery | null {
  if (event.kind === 'delivery-wanted') {
    const { pushed = {}, pulls = [] } = delivery ?? {};
    return { as: event.as, commit: event.commit, pushed, pulls, failure: null, isDone: false };
  }
  if (!delivery) return null;
  switch (event.kind) {
    case 'pushed':
      return { ...delivery, pushed: { ...delivery.pushed, [event.branch]: event.commit } };
    case 'pull-request-opened':
    case 'pull-request-changed':
      return { ...delivery, pulls: placed(delivery.pulls, event.pull) };
    case 'delivered':
      return { ...delivery, failure: null, isDone: true };
    case 'delivery-failed':
      return { ...delivery, failure: event.failure, isDone: false };
    default:
      return delivery;
  }
}

/** The pull requests with this one in the place of an earlier one of the same task. */
const placed = (pulls: readonly Pull[], pull: Pull): Pull[] =>
  pulls.some(({ of }) => of === pull.of) ? pulls.map((one) => (one.of === pull.of ? pull : one)) : [...pulls, pull];
