import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Store } from './store/open.ts';

/** What the domain stands on. Functions take it first and one named object second. */
export interface Infra {
  /** The folder of all state: store, locks, transcripts, logs. `FANOUT_HOME`, by default in the XDG state folder. */
  home: string;
  store: Store;
  clock: Clock;
  log: Log;
  /** The environment that this process was started with; sessions get only an allow-list of it. */
  environment: Readonly<Record<string, string | undefined>>;
  /** The command that starts fanout again, without arguments: `[node, main.mjs]`. */
  program: readonly string[];
}
