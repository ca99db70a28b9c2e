import { z } from 'zod';
import { examine } from '../doctor/examine.ts';
import { checkupText, type Checkup } from '../say/checkup.ts';
import { ok } from '../../../kernel/result.ts';
import { defineCommand, isGiven, jsonFlag } from './command.ts';

/** `fanout doctor` */
export const doctor = defineCommand({
  syntax: 'doctor',
  summary: 'Check whether this machine and repository are ready, and say how to mend what is not.',
  description:
    'Looks at Node, git, Claude Code and its login, agents of other vendors, how many files may be open, the repository, its ' +
    'configuration and locks that a killed git left, the journal with every checksum, the store, the supervisor, what limits the ' +
    'account, the disk, and what ended runs left. Changes nothing.',
  flags: [jsonFlag],
  examples: [{ line: 'fanout doctor', says: 'in the repository that you mean to run in' }],
  related: ['clean', 'demo'],
  input: z.object({ json: isGiven }),
  act: async (context, { json }) => {
    const checkups = await examine(context);
    const isHealthy = checkups.every(({ state }) => state !== 'bad');
    const { terminal } = context;
    const text = () => checkupText(checkups, { columns: terminal.columns(), paint: terminal.paint });
    terminal.print(json ? JSON.stringify(report(checkups, isHealthy)) : text());
    return ok(isHealthy ? 'done' : 'notReady');
  },
});

const report = (checkups: Checkup[], healthy: boolean): Record<string, unknown> => ({ healthy, checks: checkups });
