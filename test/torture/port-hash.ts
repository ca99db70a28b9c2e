import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leasePorts } from '../../mcp-server/domain/workspaces/ports/lease-ports.ts';
import { releasePorts } from '../../mcp-server/domain/workspaces/ports/release-ports.ts';
import { makeInfra } from '../support/infra.ts';
import { valueOf } from '../support/value-of.ts';

const atOnce = 10;

/**
 * Gives ten workspaces at once a port each, in so many runs: once as is widely done, by a hash of the name modulo a hundred, and
 * once by leases. Answers in how many runs two of the ten got the same port.
 */
export async function comparePortHash({ runs, say }: { runs: number; say: (line: string) => void }) {
  const infra = makeInfra();
  const folder = mkdtempSync(join(tmpdir(), 'fanout-port-hash-'));
  let [hashClashes, leaseClashes] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const names = Array.from({ length: atOnce }, (_, nth) => `run-${run}/task-${nth}`);
    if (hasTwice(names.map(hashedPort))) hashClashes += 1;
    const owners = names.map((name) => join(folder, name));
    for (const owner of owners) mkdirSync(owner, { recursive: true });
    const leases = await Promise.all(owners.map(async (owner) => valueOf(await leasePorts(infra, { owner, names: ['web'] }))));
    if (hasTwice(leases.flatMap((own) => own.map(({ port }) => port)))) leaseClashes += 1;
    for (const owner of owners) releasePorts(infra, { owner });
  }
  rmSync(folder, { recursive: true, force: true });
  infra.dispose();
  const percent = (clashes: number) => `${Math.round((100 * clashes) / runs)} %`;
  say(
    `${runs} runs of ${atOnce}: md5 % 100 gives two the same port in ${percent(hashClashes)}, leases in ${percent(leaseClashes)}`,
  );
  return { runsOfTen: runs, hashClashes, leaseClashes };
}

const hashedPort = (name: string): number =>
  3000 + (Number.parseInt(createHash('md5').update(name).digest('hex').slice(0, 8), 16) % 100);

const hasTwice = (ports: readonly number[]): boolean => new Set(ports).size < ports.length;
