import { CommanderError } from 'commander';
import { silentLog } from '../../kernel/log.ts';
import type { Result } from '../../kernel/result.ts';
import type { Infra } from '../../infra/infra.ts';
import { exhaustedBy } from '../../infra/process/exhausted.ts';
import { buildProgram } from './program.ts';
import { complainAbout } from './say/failure.ts';
import type { Context, Environment, OpenInfra } from './terminal/context.ts';
import { exitCodes, outcomeOf, type Outcome } from './terminal/exit-codes.ts';
import { readVersion } from './terminal/version.ts';
import { Interruption } from './terminal/interruption.ts';
import { openTerminal, type In, type Out, type Terminal } from './terminal/terminal.ts';

/** What the command line is run with. */
export interface CommandLine {
  /** The words after `fanout`. */
  argv: string[];
  openInfra: OpenInfra;
  stdin: In;
  stdout: Out;
  stderr: Out;
  environment?: Environment;
  cwd?: string;
}

/** Runs one command and answers its exit code. Whatever fails is said on stderr, in words or, with `--json`, as an object. */
export async function runCommandLine(line: CommandLine): Promise<number> {
  const { argv, environment = process.env } = line;
  const terminal = openTerminal(line, environment);
  const opened: Infra[] = [];
  const json = argv.includes('--json');
  const interruption = new Interruption(line.stdout);
  try {
    return exitCodes[await perform(line, { terminal, opened, json, interruption })].code;
  } catch (error) {
    const exhausted = exhaustedBy(error);
    if (exhausted) return exitCodes[conclude(terminal, { ended: { ok: false, failure: exhausted }, json })].code;
    complainAboutDefect(terminal, { error, json });
    return exitCodes.defect.code;
  } finally {
    for (const infra of opened) infra.store.close();
  }
}

async function perform(
  line: CommandLine,
  { terminal, opened, json, interruption }: { terminal: Terminal; opened: Infra[]; json: boolean; interruption: Interruption },
): Promise<Outcome> {
  const { argv, openInfra, environment = process.env, cwd = process.cwd() } = line;
  const context: Context = {
    terminal,
    cwd,
    environment,
    open: async (wanted = environment) => {
      const infra = await openInfra({ log: silentLog(), environment: wanted });
      if (infra.ok) opened.push(infra.value);
      return infra;
    },
    interrupted: () => interruption.listen(),
  };
  let ended: Result<Outcome> = { ok: true, value: 'done' };
  const program = buildProgram({
    context,
    version: readVersion(),
    settle: (result) => {
      ended = result;
    },
    refuse: (text) => complainAboutUsage(terminal, { text, json, argv }),
  });
  try {
    await program.parseAsync(argv.length > 0 ? argv : ['--help'], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 'done' : 'badInput';
    throw error;
  }
  return conclude(terminal, { ended, json });
}

function conclude(terminal: Terminal, { ended, json }: { ended: Result<Outcome>; json: boolean }): Outcome {
  if (ended.ok) return ended.value;
  complainAbout(terminal, { failure: ended.failure, json });
  return outcomeOf(ended.failure.reason);
}

/** Says what was wrong with the command line, in our voice: commander's starts with `error:`. */
function complainAboutUsage(terminal: Terminal, { text, json, argv }: { text: string; json: boolean; argv: string[] }): void {
  const [first = '', ...rest] = text
    .replace(/^error: /, '')
    .trim()
    .split('\n');
  const message = [
    `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.+$/, '')}.`,
    ...rest.map((line) => line.replace(/^\((.*)\)$/, '$1')),
  ].join(' ');
  const isUnknown = first.startsWith('unknown command');
  const hint = `\`fanout ${isUnknown || argv[0]?.startsWith('-') ? '' : `${argv[0]} `}--help\` says what there is.`;
  const error = { reason: 'argument-invalid', message, hint };
  terminal.complain(json ? JSON.stringify({ error }) : `${message}\n  ${hint}`);
}

function complainAboutDefect(terminal: Terminal, { error, json }: { error: unknown; json: boolean }): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = 'fanout itself failed here. Runs that are under way go on, and what was committed stands.';
  const hint = 'Run `fanout doctor`, and report this with the lines below if it comes again.';
  const said = json ? JSON.stringify({ error: { reason: 'defect', message, hint, detail } }) : `${message}\n  ${hint}\n${detail}`;
  terminal.complain(said);
}
