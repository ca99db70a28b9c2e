// Makes or drops a database branch in the state folder of its first argument, for a parent that kills it meanwhile.
import { readFileSync } from 'node:fs';
import { branchDatabase, type BranchWish } from '../../../mcp-server/domain/workspaces/databases/branch-database.ts';
import { dropDatabases } from '../../../mcp-server/domain/workspaces/databases/drop-databases.ts';
import { openInfraAt } from '../../support/open-infra-at.ts';

const [home = '', wishPath = '', what = 'make'] = process.argv.slice(2);
const wish = JSON.parse(readFileSync(wishPath, 'utf8')) as BranchWish;
const infra = openInfraAt(home);
process.stdout.write('starting\n');
const done = what === 'make' ? await branchDatabase(infra, wish) : await dropDatabases(infra, wish);
process.stdout.write(`${JSON.stringify(done)}\n`);
infra.store.close();
