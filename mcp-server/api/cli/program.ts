import { Command as Commander } from 'commander';
import type { Result } from '../../kernel/result.ts';
import { attach } from './commands/attach.ts';
import { cancel } from './commands/cancel.ts';
import { clean } from './commands/clean.ts';
import type { Command } from './commands/command.ts';
import { database } from './commands/database.ts';
import { decide } from './commands/decide.ts';
import { deliver } from './commands/deliver.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { events } from './commands/events.ts';
import { lesson } from './commands/lesson.ts';
import { lessons } from './commands/lessons.ts';
import { logs } from './commands/logs.ts';
import { merge } from './commands/merge.ts';
import { pause } from './commands/pause.ts';
import { port } from './commands/port.ts';
import { release } from './commands/release.ts';
import { resume } from './commands/resume.ts';
import { retry } from './commands/retry.ts';
import { run } from './commands/run.ts';
import { schema } from './commands/schema.ts';
import { service } from './commands/service.ts';
import { status } from './commands/status.ts';
import { workspace } from './commands/workspace.ts';
import { firstSession, helpAfter } from './help.ts';
import type { Context } from './terminal/context.ts';
import { exitCodes, type Outcome } from './terminal/exit-codes.ts';

/** Every command, in the order in which a person meets them. */
export const commands: Command[] = [
  demo,
  run,
  status,
  logs,
  pause,
  resume,
  cancel,
  retry,
  decide,
  attach,
  release,
  merge,
  deliver,
  lessons,
  lesson,
  workspace,
  service,
  database,
  port,
  clean,
  doctor,
  schema,
  events,
];

/** What a commander program is made for. */
export interface Wiring {
  context: Context;
  version: string;
  /** Told how the command that was named ended. */
  settle(ended: Result<Outcome>): void;
  /** Told what was wrong with the command line. */
  refuse(message: string): void;
}

/** The command line as commander parses it. It throws a `CommanderError` after help, version and refusals. */
export function buildProgram({ context, version, settle, refuse }: Wiring): Commander {
  const { terminal } = context;
  const width = () => Math.min(terminal.columns() ?? 100, 120);
  const program = new Commander('fanout')
    .description('Fan specs out to parallel Claude Code sessions in isolated workspaces and get merged, reviewed commits back.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      outputError: refuse,
      getOutHelpWidth: width,
      getErrHelpWidth: width,
    })
    .configureHelp({ styleTitle: (title) => terminal.paint('bold', title) })
    .exitOverride()
    .addHelpText('after', firstSession(exitCodes));
  for (const command of commands) add(program, command, { context, settle });
  return program;
}

function add(program: Commander, command: Command, { context, settle }: Pick<Wiring, 'context' | 'settle'>): void {
  const sub = program
    .command(command.syntax)
    .summary(command.summary)
    .description(`${command.summary}\n\n${command.description}`)
    .addHelpText('after', helpAfter(command));
  for (const { flags, says, repeats } of command.flags) {
    if (repeats) sub.option(flags, says, (value: string, before: string[] | undefined) => [...(before ?? []), value]);
    else sub.option(flags, says);
  }
  sub.action(async () => {
    const words = sub.registeredArguments.map((argument, index) => [argument.name(), sub.processedArgs[index] as unknown]);
    settle(await command.act(context, { ...Object.fromEntries(words), ...sub.opts() }));
  });
}
