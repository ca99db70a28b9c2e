import { ok, type Result } from '../../kernel/result.ts';
import type { Infra } from '../../infra/infra.ts';
import { dropDatabases } from './databases/drop-databases.ts';
import { endHolder, overlayFolder } from './dependencies/overlay.ts';
import { clearEnvBlocks } from './environment/env-file.ts';
import { withWorkspaceLock } from './locks.ts';
import { releasePorts } from './ports/release-ports.ts';
import { forgetServices, listServiceRecords } from './services/service-record.ts';
import { stopService } from './services/stop-service.ts';
import { readRecord, writeRecord } from './workspace-record.ts';

/**
 * Gives back what makes a workspace of a worktree: its services end, its databases are dropped, its ports are free, and no `.env`
 * names them any more. The worktree stays with its branch, its files and its packages.
 */
export function giveBack(infra: Infra, { path }: { path: string }): Promise<Result<void, 'database-failed' | 'lock-busy'>> {
  return withWorkspaceLock(infra, path, async () => {
    const record = readRecord(infra, path);
    if (record?.stage === 'ready') writeRecord(infra, { ...record, stage: 'filled' });
    for (const { name } of listServiceRecords(infra, path)) await stopService(infra, { path, name });
    const dropped = await dropDatabases(infra, { owner: path });
    if (!dropped.ok) return dropped;
    forgetServices(infra, path);
    await endHolder(infra, overlayFolder(infra, path));
    await clearEnvBlocks(path);
    releasePorts(infra, { owner: path });
    return ok(undefined);
  });
}
