import type { Infra } from '../../../infra/infra.ts';
import { lookAtService, type ServiceSight } from './look-at-service.ts';
import type { ServiceRecord } from './service-record.ts';

// What ended so often before it was ready ends for a reason that waiting does not cure.
const mostEnds = 3;
// A command that is to go on running and cannot ends sooner.
const steadyMs = 1000;

/** Looks at a service until it is ready, has ended for good, or the time is over, and answers the last look. */
export async function awaitService(
  infra: Infra,
  { record, seconds, signal }: { record: ServiceRecord; seconds: number; signal?: AbortSignal | undefined },
): Promise<ServiceSight> {
  const start = infra.clock.elapsed();
  for (let pauseMs = 25; ; pauseMs = Math.min(pauseMs * 1.5, 500)) {
    const sight = await lookAtService(infra, record);
    const isOver = infra.clock.elapsed() - start > seconds * 1000 || signal?.aborted === true;
    const isLost = sight.state === 'stopped' || (sight.state === 'failing' && sight.restarts >= mostEnds);
    const isRunning = sight.state === 'running' && (!record.restart || infra.clock.elapsed() - start > steadyMs);
    const isDone = sight.state === 'ready' || isRunning || sight.state === 'ended';
    if (isDone || isLost || isOver) return sight;
    await infra.clock.sleep(pauseMs, signal);
  }
}
