import { appendEvent } from '../../mcp-server/infra/store/journal.ts';
import { openStore } from '../../mcp-server/infra/store/open.ts';
import { asRunId } from '../../mcp-server/kernel/id.ts';

// Opens a store and appends so many events, each in a write of its own.
const [path = '', id = '', count = '0'] = process.argv.slice(2);
const opened = openStore(path);
const run = asRunId(id);
if (!opened.ok || !run) throw new Error(`opener ${path} ${id}`);
for (let written = 0; written < Number(count); written += 1) {
  opened.value.write(() => appendEvent(opened.value, { event: { kind: 'run-paused', run }, at: Date.now() }));
}
opened.value.close();
