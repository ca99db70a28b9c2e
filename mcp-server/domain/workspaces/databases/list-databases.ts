import type { DatabaseKind } from '../../../kernel/config-databases.ts';
import type { Infra } from '../../../infra/infra.ts';
import { readBranches, type BranchStage } from '../../../infra/store/database-branches.ts';
import { readSettings } from './ask-of.ts';

/** A database branch of this machine, without what would let somebody in. */
export interface ListedDatabase {
  owner: string;
  name: string;
  id: string;
  kind: DatabaseKind;
  stage: BranchStage;
  /** Where its engine has it: a path, or an id. */
  place: string;
  variable: string;
  /** The main worktree of its repository. */
  folder: string;
  createdAt: number;
}

/** The database branches that this machine knows, whole or not, of all workspaces or of one. */
export const listDatabases = ({ store }: Pick<Infra, 'store'>, { owner }: { owner?: string } = {}): ListedDatabase[] =>
  readBranches(store, { owner }).map((row) => {
    const { settings, folder } = readSettings(row);
    const { name, id, stage, place, createdAt } = row;
    return { owner: row.owner, name, id, kind: settings.kind, stage, place, variable: settings.variable, folder, createdAt };
  });

/** What a workspace's environment says of its databases. */
export const databaseEnvironment = ({ store }: Pick<Infra, 'store'>, { owner }: { owner: string }): Record<string, string> =>
  Object.fromEntries(
    readBranches(store, { owner })
      .filter(({ stage }) => stage === 'created' || stage === 'ready')
      .map((row) => [readSettings(row).settings.variable, row.url ?? '']),
  );
