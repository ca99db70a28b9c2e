import { parseArgs } from 'node:util';
import { outcomeOf, type Bench } from './bench.ts';
import { databases } from './databases.ts';
import { fence } from './fence.ts';
import { lessons } from './lessons.ts';
import { lookup } from './lookup.ts';
import { merge } from './merge.ts';
import { overlaps } from './overlaps.ts';
import { scale } from './scale.ts';
import { schedule } from './schedule.ts';
import { start } from './start.ts';
import { dependencies } from './dependencies.ts';
import { leases } from './leases.ts';
import { worktrees } from './worktrees.ts';

const benches: Bench[] = [
  databases,
  fence,
  lessons,
  lookup,
  merge,
  overlaps,
  scale,
  schedule,
  start,
  dependencies,
  leases,
  worktrees,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, size: { type: 'string' }, agent: { type: 'string' } },
});
const [name, path] = positionals;
const bench = benches.find((one) => one.name === name);

if (bench) {
  const size = values.size === undefined ? undefined : Number(values.size);
  const measured = await bench.run({ say: (line) => process.stdout.write(`${line}\n`), size, path, agent: values.agent });
  const { cases, figures } = Array.isArray(measured) ? { cases: measured, figures: {} } : measured;
  const outcome = { ...outcomeOf(cases), ...figures };
  const summary = `Worst of ratio ÷ goal: ${outcome.ratio} (1 or less meets every goal).`;
  process.stdout.write(`${values.json ? JSON.stringify(outcome) : summary}\n`);
} else {
  const listed = benches.map((one) => `  ${one.name.padEnd(14)}${one.says}\n`).join('');
  process.stdout.write(
    `${name === undefined ? '' : `There is no bench ${name}.\n`}npm run bench -- <name> [--json] [--size <n>] [--agent claude|scripted]\n${listed}`,
  );
  process.exitCode = name === undefined ? 0 : 2;
}
