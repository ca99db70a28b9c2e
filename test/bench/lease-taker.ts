import { claimPort, deletePortLeases } from '../../mcp-server/infra/store/port-leases.ts';
import { openInfraAt } from '../support/open-infra-at.ts';

// Takes and gives back leases for some seconds, and prints the milliseconds that each transaction took.
const [home = '', nth = '0', seconds = '1'] = process.argv.slice(2);
const { store } = openInfraAt(home);
const times: number[] = [];
const from = 20_000 + Number(nth) * 1000;
const end = performance.now() + Number(seconds) * 1000;
for (let round = 0; performance.now() < end; round++) {
  const owner = `/bench/${nth}/${round}`;
  const start = performance.now();
  claimPort(store, { owner, name: 'web', candidates: [from + (round % 1000)], at: 0, isGone: () => true });
  times.push(performance.now() - start);
  if (round % 1000 === 999) deletePortLeases(store, { owner });
}
process.stdout.write(JSON.stringify(times));
