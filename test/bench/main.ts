import { parseArgs } from 'node:util';
import { outcomeOf, type Bench } from './bench.ts';
import { schedule } from './schedule.ts';

const benches: Bench[] = [schedule];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } });
const [name] = positionals;
const bench = benches.find((one) => one.name === name);

if (bench) {
  const outcome = outcomeOf(await bench.run({ say: (line) => process.stdout.write(`${line}\n`) }));
  const summary = `Worst of ratio ÷ goal: ${outcome.ratio} (1 or less meets every goal).`;
  process.stdout.write(`${values.json ? JSON.stringify(outcome) : summary}\n`);
} else {
  const listed = benches.map((one) => `  ${one.name.padEnd(12)}${one.says}\n`).join('');
  process.stdout.write(`${name === undefined ? '' : `There is no bench ${name}.\n`}npm run bench -- <name> [--json]\n${listed}`);
  process.exitCode = name === undefined ? 0 : 2;
}
