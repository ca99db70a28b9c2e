import type { Infra } from '../../../infra/infra.ts';
import type { Log } from '../../../kernel/log.ts';
import type { Result } from '../../../kernel/result.ts';
import type { Terminal } from './terminal.ts';

/** An environment as a process gets it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Opens what the domain stands on, for one environment: `FANOUT_HOME` in it says where the state is. */
export type OpenInfra = (wanted: { log: Log; environment: Environment }) => Result<Infra> | Promise<Result<Infra>>;

/** Where a command is run. */
export interface Context {
  terminal: Terminal;
  cwd: string;
  environment: Environment;
  /** Opens the store of an environment, by default this process's own. It is closed when the command ends. */
  open(environment?: Environment): Promise<Result<Infra>>;
  /** Aborts at the first Ctrl-C; a second one ends the process. */
  interrupted(): AbortSignal;
}
