import { z } from 'zod';
import { exec } from '../../infra/process/exec.ts';
import { fail, ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';

const output = z.strictObject({
  healthy: z.boolean(),
  checks: z.array(
    z.strictObject({
      name: z.string(),
      state: z.enum(['good', 'note', 'bad']),
      finding: z.string(),
      mend: z.string().nullable(),
    }),
  ),
});

const patienceMs = 60_000;

/** Looks whether everything that runs need is there. */
export const doctor = defineTool({
  name: 'doctor',
  title: 'Check that all that runs need is there',
  description:
    'Looks at Node, git, Claude Code, the repository, its configuration, the journal, the disk and what ended runs left. Says how to mend what is wrong. Changes nothing.',
  effect: 'reads',
  input: z.strictObject({}),
  output,
  // A process of its own: what it looks for may be what keeps this one from working.
  run: async (_, { infra, cwd, signal }) => {
    const [command = '', ...program] = infra.program;
    const environment = Object.fromEntries(
      Object.entries(infra.environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const done = await exec({ command, args: [...program, 'doctor', '--json'], cwd, environment, signal, timeoutMs: patienceMs });
    const read = output.safeParse(parse(done.stdout));
    if (read.success) return ok(read.data);
    return fail({ reason: 'process-failed', command: 'fanout doctor --json', exitCode: done.exitCode, stderr: done.stderr });
  },
  say: ({ healthy, checks }) => {
    const bad = checks.filter(({ state }) => state === 'bad');
    return healthy
      ? 'All that runs need is there.'
      : bad.map(({ name, finding, mend }) => `${name}: ${finding} ${mend ?? ''}`).join('\n');
  },
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
