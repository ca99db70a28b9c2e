import { existsSync, lstatSync, mkdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Failure } from '../../../../kernel/failure.ts';
import { ok, type Result } from '../../../../kernel/result.ts';
import type { Infra } from '../../../../infra/infra.ts';
import { databaseFailed } from '../terms/database-failed.ts';
import type { Ask, DatabaseEngine } from '../terms/engine.ts';
import { copyDatabaseFile } from './copy-file.ts';
import { isInside, makeFolderInside, placeFile } from './place-file.ts';

/** Branches of SQLite databases: copies of the file. */
export const sqlite: DatabaseEngine<'sqlite'> = {
  plan: async (infra, { owner, name, settings }) => {
    const place = await placeFile(infra, { owner, name, file: settings.file });
    return ok({ place, url: settings.url.replaceAll('${FILE}', place) });
  },

  create: async (infra, ask, intend) => {
    const { name, place } = ask;
    const from = sourceOf(ask);
    if (!existsSync(from))
      return databaseFailed({
        database: name,
        step: 'copied',
        detail: `there is no file ${from}`,
        next: `Make it as your program does, or correct \`file\` of database ${name} in fanout.yaml.`,
      });
    // The copy would be made over its source, and nothing of that would be left.
    if (existsSync(place) && realpathSync(place) === realpathSync(from))
      return databaseFailed({
        database: name,
        step: 'copied',
        detail: `${place} is the source itself`,
        next: 'Ask for the copy in a worktree of its own.',
      });
    intend();
    if (!makeFolderInside(place, homesOf(infra, ask)))
      return databaseFailed({
        database: name,
        step: 'copied',
        detail: `the way to ${place} leads out of the workspace`,
        next: 'Remove the symbolic link from the repository, or name another `file` in fanout.yaml.',
      });
    erase(place);
    const folder = `${place}${unfinished}`;
    mkdirSync(folder, { mode: 0o700 });
    const copied = await copyDatabaseFile(infra, { from, folder, environment: ask.environment });
    if (!copied.ok) {
      erase(place);
      return refused(name, copied.failure);
    }
    renameSync(copied.value, place);
    rmSync(folder, { recursive: true });
    return ok({ place, url: ask.settings.url.replaceAll('${FILE}', place) });
  },

  prove: async (_, ask) => {
    const { name, place } = ask;
    const copy = lstatSync(place, { throwIfNoEntry: false });
    if (!copy) return ok(false);
    const from = sourceOf(ask);
    const source = existsSync(from) ? statSync(from) : null;
    const isOwn = copy.isFile() && copy.nlink === 1 && !(source && source.ino === copy.ino && source.dev === copy.dev);
    if (isOwn) return ok(true);
    return databaseFailed({
      database: name,
      step: 'proven',
      detail: `${place} is a link and no copy`,
      next: `Remove ${place}, then try again.`,
    });
  },

  drop: async (infra, ask) => {
    // A session may have put a link in the way: what lies behind it is not ours.
    if (isInside(ask.place, homesOf(infra, ask))) erase(ask.place);
    // Empty now, unless the workspace has other copies there.
    if (ask.place.startsWith(stateFolder(infra))) await rmdir(dirname(ask.place)).catch(() => undefined);
    return ok(undefined);
  },
};

// A folder of this name holds part of a copy, and no program opens it.
const unfinished = '.fanout-new';

const sourceOf = ({ folder, settings }: Ask<'sqlite'>): string => resolve(folder, settings.file);

const homesOf = ({ home }: Pick<Infra, 'home'>, { owner }: Ask<'sqlite'>): string[] => [owner, stateFolder({ home })];

const stateFolder = ({ home }: Pick<Infra, 'home'>): string => join(home, 'databases');

function erase(place: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${place}${end}`, { force: true });
  rmSync(`${place}${unfinished}`, { recursive: true, force: true });
}

const refused = (database: string, failure: Failure): Result<never, 'database-failed'> => {
  const shared = { database, step: 'copied' };
  switch (failure.reason) {
    case 'lock-busy':
      return databaseFailed({
        ...shared,
        detail: `a program has kept a write transaction of ${failure.lock} open for ${Math.round(failure.waitedMs / 1000)} seconds`,
        next: 'Let it commit or end, then try again.',
      });
    case 'file-unreadable':
      return databaseFailed({
        ...shared,
        detail: `${failure.path}: ${failure.detail}`,
        next: 'Check the file with `PRAGMA quick_check`.',
      });
    default:
      return databaseFailed({
        ...shared,
        detail: 'stderr' in failure ? failure.stderr : failure.reason,
        next: 'Make room on the disk, then try again.',
      });
  }
};
