import { parseArgs } from 'node:util';
import { budgets } from './budgets.ts';
import { gates } from './gates.ts';
import { crash } from './crash.ts';
import { lessons } from './lessons.ts';
import { lock } from './lock.ts';
import { queue } from './queue.ts';
import { modes } from './modes.ts';
import { reviews } from './reviews.ts';
import { store } from './store.ts';
import { syscalls } from './syscalls.ts';
import type { Torture } from './torture.ts';
import { workspaces } from './workspaces.ts';

const tortures: Torture[] = [budgets, crash, modes, gates, lessons, lock, queue, reviews, store, syscalls, workspaces];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    kills: { type: 'string' },
    groups: { type: 'string' },
    runs: { type: 'string' },
    changes: { type: 'string' },
    live: { type: 'boolean', default: false },
  },
});
const [name] = positionals;
const torture = tortures.find((one) => one.name === name);
const kills = Number(values.groups ?? values.runs ?? values.changes ?? values.kills ?? torture?.kills ?? 0);

if (torture && Number.isInteger(kills) && kills >= 0) {
  const { ok, figures } = await torture.run({ kills, live: values.live, say: (line) => process.stdout.write(`${line}\n`) });
  const words = Object.entries(figures).map(([figure, value]) => `${figure} ${value}`);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ name: torture.name, ...figures, ok })}\n`
      : `${ok ? 'Held' : 'Broken'}: ${words.join(', ')}.\n`,
  );
  process.exitCode = ok ? 0 : 1;
} else {
  const listed = tortures.map((one) => `  ${one.name.padEnd(12)}${one.says} (${one.kills} ${one.unit ?? 'kills'})\n`).join('');
  const wrong = name === undefined ? '' : torture ? '--kills takes a whole number.\n' : `There is no torture ${name}.\n`;
  process.stdout.write(
    `${wrong}npm run torture -- <name> [--kills <n> | --groups <n> | --runs <n> | --changes <n>] [--live] [--json]\n${listed}`,
  );
  process.exitCode = name === undefined ? 0 : 2;
}
