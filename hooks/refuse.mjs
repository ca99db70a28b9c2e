// Refuses the commands that lessons of this repository refuse. Argument 1 names a JSON file with their first words and what to say;
// the call comes on stdin. Exit 0 lets it through, 2 refuses it with the reason on stderr. It only ever refuses more than the fence.
import { readFileSync } from 'node:fs';
import { splitCommands } from './fence/split-commands.mjs';

try {
  const refusals = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
  const call = JSON.parse(readFileSync(0, 'utf8'));
  const says = find(String(call.tool_input?.command ?? ''), refusals);
  if (says === null) process.exit(0);
  process.stderr.write(`${says}\n`);
} catch (error) {
  process.stderr.write(`The list of refused commands of this session cannot be read (${String(error)}). Stop, and say so.\n`);
}
process.exit(2);

/**
 * @param {string} source
 * @param {{ command: string, says: string }[]} refusals
 * @returns {string | null}
 */
function find(source, refusals) {
  const split = splitCommands(source, {});
  if (split === null) return null;
  const commands = split.map(({ words }) => words.map(({ text }) => text).join(' '));
  const refused = refusals.find(({ command }) => commands.some((one) => `${one} `.startsWith(`${command} `)));
  if (refused) return refused.says;
  const nested = split.flatMap((command) => command.nested);
  return nested.map((one) => find(one, refusals)).find((says) => says !== null) ?? null;
}
