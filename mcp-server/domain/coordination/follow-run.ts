import type { RunId } from '../../kernel/model.ts';
import type { Infra } from '../../infra/infra.ts';
import { lastSeq } from '../../infra/store/journal.ts';
import { ensureSupervisor } from './ensure-supervisor.ts';
import { readRun } from './work/read-run.ts';
import type { RunView } from './work/view.ts';

// Reading one indexed number costs microseconds, so following by looking is cheaper than any channel between processes.
const lookEveryMs = 100;
const ensureEveryMs = 2_000;

/**
 * Yields a run at every change until it ends, the signal aborts, or no supervisor can be started. Starts a supervisor again should the last one have died,
 * so that whoever waits for a run never waits in vain.
 */
export async function* followRun(infra: Infra, { run, signal }: { run: RunId; signal?: AbortSignal }): AsyncGenerator<RunView> {
  let seen = -1;
  let ensuredAt = infra.clock.elapsed();
  while (signal?.aborted !== true) {
    const seq = lastSeq(infra.store, run);
    if (seq !== seen) {
      seen = seq;
      const view = readRun(infra, { run });
      if (!view.ok) return;
      yield view.value;
      if (view.value.status === 'finished' || view.value.status === 'cancelled') return;
    }
    if (infra.clock.elapsed() - ensuredAt > ensureEveryMs) {
      if (!(await ensureSupervisor(infra)).ok) return;
      ensuredAt = infra.clock.elapsed();
    }
    await infra.clock.sleep(lookEveryMs, signal);
  }
}
