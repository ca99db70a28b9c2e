// A process of its own that waits for a session: `node session-waiter.ts HOME SESSION`. Prints `waiting`, then the outcome.
import { openStore } from '../../mcp-server/infra/store/open.ts';
import { waitSession } from '../../mcp-server/domain/sessions/wait-session.ts';
import { systemClock } from '../../mcp-server/kernel/clock.ts';
import { asSessionId } from '../../mcp-server/kernel/id.ts';
import { silentLog } from '../../mcp-server/kernel/log.ts';

const [home = '', id = ''] = process.argv.slice(2);
const session = asSessionId(id);
const store = openStore(`${home}/fanout.db`);
if (!store.ok || session === null) throw new Error('Nothing to wait for');
const infra = { home, store: store.value, clock: systemClock, log: silentLog(), environment: process.env, program: [] };
process.stdout.write('waiting\n');
process.stdout.write(`${JSON.stringify(await waitSession(infra, { session }))}\n`);
