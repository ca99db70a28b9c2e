import type { Infra } from '../../../infra/infra.ts';
import { listServices } from './list-services.ts';
import type { ServiceSight } from './look-at-service.ts';

/**
 * Looks at the services of a workspace, all or one by name, until none of them is starting any more and every command that runs
 * once has ended, or the time is over. Answers the last look.
 */
export async function settleServices(
  infra: Infra,
  { path, name, seconds, signal }: { path: string; name?: string | undefined; seconds: number; signal?: AbortSignal | undefined },
): Promise<ServiceSight[]> {
  const start = infra.clock.elapsed();
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 1.5, 500)) {
    const sights = (await listServices(infra, path)).filter((sight) => name === undefined || sight.name === name);
    const isOver = infra.clock.elapsed() - start >= seconds * 1000 || signal?.aborted === true;
    if (isOver || sights.every(isSettled)) return sights;
    await infra.clock.sleep(pauseMs, signal);
  }
}

const isSettled = ({ state, restart }: ServiceSight): boolean => state !== 'starting' && (state !== 'running' || restart);
