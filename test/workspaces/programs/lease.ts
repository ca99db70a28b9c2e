import { mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { leasePorts } from '../../../mcp-server/domain/workspaces/ports/lease-ports.ts';
import { openInfraAt } from '../../support/open-infra-at.ts';
import { valueOf } from '../../support/value-of.ts';

// Leases two ports for each of many workspaces, one after the other, and prints each port once it is held.
const [home = '', folder = '', count = '0'] = process.argv.slice(2);
const infra = openInfraAt(home);
for (let nth = 0; nth < Number(count); nth++) {
  const owner = join(folder, `${process.pid}-${nth}`);
  mkdirSync(owner);
  const leases = valueOf(await leasePorts(infra, { owner, names: ['web', 'api'] }));
  writeSync(1, leases.map(({ port }) => `${port} ${owner}\n`).join(''));
}
