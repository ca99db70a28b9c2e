import { writeSync } from 'node:fs';
import { appendEvent } from '../../mcp-server/infra/store/journal.ts';
import { openStore } from '../../mcp-server/infra/store/open.ts';
import { readRunRow, writeRunRow } from '../../mcp-server/infra/store/projections.ts';
import { asRunId } from '../../mcp-server/kernel/id.ts';

// Writes into the journal for ever, each event together with a count of them, and says the number of each that is committed.
const [path = '', id = ''] = process.argv.slice(2);
const opened = openStore(path);
const run = asRunId(id);
if (!opened.ok || !run) throw new Error(`store-writer ${path} ${id}`);
const store = opened.value;

for (;;) {
  const { seq } = store.write(() => {
    const event = appendEvent(store, { event: { kind: 'run-paused', run }, at: Date.now() });
    const count = Number(readRunRow(store, run)?.state ?? 0) + 1;
    writeRunRow(store, { id: run, repository: '', status: 'running', submitted: 0, state: String(count) });
    return event;
  });
  writeSync(1, `${seq}\n`);
}
