import { join } from 'node:path';
import { z } from 'zod';
import { databaseSchema, type DatabaseSettings } from '../../../kernel/config-databases.ts';
import type { Infra } from '../../../infra/infra.ts';
import { scrubEnvironment } from '../../../infra/process/scrub.ts';
import type { BranchRow } from '../../../infra/store/database-branches.ts';
import type { Placed } from './terms/engine.ts';

/** What a branch is made with besides its settings. */
export interface BranchContext {
  /** The person's main worktree. */
  folder: string;
  /** Names of our environment variables that commands may see. */
  passEnvironment: readonly string[];
  /** The workspace's environment. */
  environment: Record<string, string>;
  /** Gets what commands print. */
  outputPath: string;
  /** After how long a command is stopped. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

const textSchema = z.object({ settings: databaseSchema, folder: z.string(), passEnvironment: z.array(z.string()) });

/** What the store keeps of a wish, so that the branch can be dropped when nobody remembers it. References stay references. */
export const settingsText = ({
  settings,
  folder,
  passEnvironment,
}: Pick<BranchContext, 'folder' | 'passEnvironment'> & { settings: DatabaseSettings }): string =>
  JSON.stringify({ settings, folder, passEnvironment });

/** What the store kept of a branch's wish. */
export const readSettings = (row: Pick<BranchRow, 'settings'>): z.output<typeof textSchema> =>
  textSchema.parse(JSON.parse(row.settings));

/** The variable that marks the programs that work on a branch, with its id. */
export const workMark = 'FANOUT_DATABASE_WORK';

/** What is asked of the engine for a branch in the store. */
export function askOf(infra: Infra, row: BranchRow, context: Partial<BranchContext> = {}): Placed {
  const { settings, folder, passEnvironment } = readSettings(row);
  const { owner, name, id, place, url } = row;
  return {
    owner,
    name,
    id,
    place,
    url,
    settings,
    folder,
    environment: {
      ...scrubEnvironment(infra.environment, { pass: passEnvironment }),
      ...context.environment,
      FANOUT_WORKTREE: owner,
      // By this mark a command is found that outlived whoever started it.
      [workMark]: id,
    },
    outputPath: context.outputPath ?? join(infra.home, 'databases', 'commands.log'),
    timeoutMs: context.timeoutMs ?? 10 * 60_000,
    signal: context.signal,
  };
}
