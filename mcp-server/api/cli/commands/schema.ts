import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { shipped } from '../../../kernel/installation.ts';
import { ok } from '../../../kernel/result.ts';
import { defineCommand } from './command.ts';

const kinds = ['graph', 'config'] as const;
const expected = 'graph or config';

/** `fanout schema` */
export const schema = defineCommand({
  syntax: 'schema <what>',
  summary: 'Print the JSON Schema of graph files or of fanout.yaml, for editors and for looking things up.',
  description: '`graph` is what `fanout run` takes, `config` is fanout.yaml at the root of a repository.',
  flags: [],
  examples: [{ line: 'fanout schema graph > graph.schema.json', says: 'for an editor that checks while you write' }],
  related: ['run', 'doctor'],
  input: z.object({ what: z.enum(kinds, { error: () => expected }) }),
  act: async ({ terminal }, { what }) => {
    terminal.print(readFileSync(shipped('docs', 'schema', `${what}.schema.json`), 'utf8').trimEnd());
    return ok('done');
  },
});
