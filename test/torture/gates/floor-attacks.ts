import { join } from 'node:path';
import { belowFloor } from '../../../mcp-server/domain/verification/floors/floor.ts';
import { countsIn, measureFloor } from '../../../mcp-server/domain/verification/measure-floor.ts';
import { runGates } from '../../../mcp-server/domain/verification/run-gates.ts';
import { withCheckout } from '../../../mcp-server/domain/verification/with-checkout.ts';
import { defaultConfig } from '../../../mcp-server/kernel/config.ts';
import { makeInfra } from '../../support/infra.ts';
import { makeRepository } from '../../support/repository.ts';
import type { Attempted } from './attacks.ts';
import { commitChange } from './commit-change.ts';

const test = `import assert from 'node:assert/strict';
import test from 'node:test';
import { all } from '../src/all.js';
for (const name of all) test(name, () => assert.ok(name));
`;
const files = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test test/*.test.js" } }\n',
  'src/all.js': "export const all = ['a', 'b', 'c'];\n",
  'test/all.test.js': test,
  'test/one.test.js': "import test from 'node:test';\ntest('one', () => {});\n",
};

// No text of a test changes here: only what runs tells.
const attacks: Attempted[] = [
  { name: 'the code leaves out what is tested', files: { 'src/all.js': "export const all = ['a'];\n" } },
  {
    name: 'the code ends the process and prints a summary of its own',
    files: {
      'src/all.js':
        "console.log('ℹ tests 90\\nℹ pass 90\\nℹ fail 0\\nℹ skipped 0\\n');\nexport const all = ['a', 'b', 'c'];\nprocess.exit(0);\n",
    },
  },
];
const honest: Attempted[] = [
  { name: 'one more is tested', files: { 'src/all.js': "export const all = ['a', 'b', 'c', 'd'];\n" } },
];

/** Runs the attacks that only the number of tests gives away, with the real runner of Node. */
export async function runFloorAttacks(
  say: (line: string) => void,
): Promise<{ attacks: number; refused: number; honest: number; falseAlarms: number }> {
  const infra = makeInfra();
  const sample = makeRepository({ files });
  const gates = ['npm test'];
  const config = { ...defaultConfig, setup: false as const };
  const output = (name: string) => join(infra.home, 'output', name);
  try {
    const site = { repository: sample.repository, path: join(sample.folder, 'gate'), config };
    const floor = await measureFloor(infra, { ...site, commit: sample.base, gates, outputDirectory: output('floor') });
    if (!floor.ok) throw new Error(floor.failure.reason);
    const isRefused = async (change: Attempted): Promise<boolean> => {
      const commit = commitChange(sample, change);
      const outputDirectory = output(commit);
      const found = await withCheckout(
        infra,
        { ...site, commit, outputPath: join(outputDirectory, 'setup.log') },
        async (checkout) => {
          const { path: cwd, environment } = checkout;
          const report = await runGates(infra, { commands: gates, cwd, environment, commit, outputDirectory, timeoutMs: 60_000 });
          return !report.passed || belowFloor(floor.value, countsIn(cwd, { report, junit: [], floor: floor.value })).length > 0;
        },
      );
      if (!found.ok) throw new Error(found.failure.reason);
      return found.value;
    };
    const tally = { attacks: attacks.length, refused: 0, honest: honest.length, falseAlarms: 0 };
    for (const attack of attacks) {
      if (await isRefused(attack)) tally.refused += 1;
      else say(`passed: ${attack.name}`);
    }
    for (const change of honest) if (await isRefused(change)) tally.falseAlarms += 1;
    return tally;
  } finally {
    sample.dispose();
    infra.dispose();
  }
}
