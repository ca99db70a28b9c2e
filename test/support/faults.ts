import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseSchema } from '../../mcp-server/kernel/config-databases.ts';
import type { Config } from '../../mcp-server/kernel/config.ts';
import { makeSqlite } from '../databases/sqlite-sample.ts';
import { makeRepository, type TestRepository } from './repository.ts';
import { serverSource, service } from './proven.ts';

/** Something wrong with a workspace, planted in a repository, and the probe that must see it. */
export interface Fault {
  name: string;
  probe: RegExp;
  plant(sample: TestRepository): Partial<Config>;
}

const lock = (version: string): string =>
  JSON.stringify({
    name: 'sample',
    lockfileVersion: 3,
    packages: { '': { name: 'sample', dependencies: { inner: version } }, 'node_modules/inner': { version } },
  });

const manifest = JSON.stringify({ name: 'sample', dependencies: { inner: '1.0.0' } });

/** A setup that puts `inner` of one version into place, as an install of the lockfile would. */
const installInner = (version: string): string =>
  `mkdir -p node_modules/inner && printf '{"name":"inner","version":"${version}"}' > node_modules/inner/package.json`;

/** A repository with a server, a lockfile of one package, an env file of the person's that workspaces copy, and its database. */
export function makeFaultyRepository(): TestRepository {
  const sample = makeRepository({
    files: {
      'server.cjs': serverSource,
      'packages/queue/queue.js': '',
      'package.json': manifest,
      'package-lock.json': lock('1.0.0'),
      '.gitignore': '.env\nnode_modules\n',
      '.worktreeinclude': '.env\n',
    },
  });
  writeFileSync(
    join(sample.path, '.env'),
    'PORT=3000\nDATABASE_URL=postgres://app:secret@localhost:5432/app\nAPI_KEY=k\nDATABASE_FILE=file:./dev.db\n',
  );
  return sample;
}

/** What makes a workspace of that repository good. */
export const good = (): Partial<Config> => ({
  setup: installInner('1.0.0'),
  environment: { DATABASE_URL: 'postgres://localhost:5432/app_${FANOUT_TASK}' },
});

/** Every fault that the proof must see before a model is called. */
export const faults: Fault[] = [
  {
    name: 'a service on the wrong port',
    probe: /^service web$/,
    plant: () => ({
      ...good(),
      services: { web: service({ command: `PORT=$((PORT + 1)) exec '${process.execPath}' server.cjs`, startSeconds: 2 }) },
    }),
  },
  {
    name: 'a service that ignores PORT',
    probe: /^service web$/,
    plant: () => ({
      ...good(),
      services: { web: service({ command: `exec '${process.execPath}' server.cjs 0`, startSeconds: 2 }) },
    }),
  },
  {
    name: 'a variable that overrides the leased port',
    probe: /^variable PORT$/,
    plant: () => ({ ...good(), environment: { ...good().environment, PORT: '3000' } }),
  },
  {
    name: 'the main database’s URL in the copied .env',
    probe: /^variable DATABASE_URL$/,
    plant: () => ({ ...good(), environment: {} }),
  },
  {
    name: 'the main database’s URL, spelled differently, in the environment',
    probe: /^variable STORE$/,
    plant: () => ({
      ...good(),
      environment: { ...good().environment, STORE: 'postgresql://other@127.0.0.1/app?sslmode=disable' },
    }),
  },
  {
    name: 'the person’s database in the .env of a package',
    probe: /^variable QUEUE_URL$/,
    plant: (sample) => {
      writeFileSync(join(sample.path, 'packages/queue/.env'), 'QUEUE_URL=redis://localhost:6379/0\n');
      return good();
    },
  },
  {
    name: 'a variable that leads away from the workspace’s own database',
    probe: /^variable APP_FILE$/,
    plant: (sample) => {
      makeSqlite(join(sample.path, 'app.db'), { megabytes: 0 });
      const app = databaseSchema.parse({ kind: 'sqlite', file: 'app.db', variable: 'APP_FILE' });
      return { ...good(), databases: { app }, environment: { ...good().environment, APP_FILE: './other.db' } };
    },
  },
  {
    name: 'a path into the person’s checkout',
    probe: /^variable DATA$/,
    plant: (sample) => ({ ...good(), environment: { ...good().environment, DATA: `sqlite://${sample.path}/dev.db` } }),
  },
  {
    name: 'node_modules as a link to the person’s checkout',
    probe: /^packages in node_modules$/,
    plant: (sample) => {
      mkdirSync(join(sample.path, 'node_modules/inner'), { recursive: true });
      writeFileSync(join(sample.path, 'node_modules/inner/package.json'), '{"name":"inner","version":"1.0.0"}');
      return { ...good(), setup: `ln -s '${sample.path}/node_modules' node_modules` };
    },
  },
  {
    name: 'one package as a link to the person’s checkout',
    probe: /^packages in node_modules$/,
    plant: (sample) => ({ ...good(), setup: `${installInner('1.0.0')} && ln -s '${sample.path}' node_modules/sample` }),
  },
  {
    name: 'an older package than the lockfile’s',
    probe: /^lockfile package-lock\.json$/,
    plant: () => ({ ...good(), setup: installInner('0.9.0') }),
  },
  {
    name: 'a package that is missing',
    probe: /^lockfile package-lock\.json$/,
    plant: () => ({ ...good(), setup: 'mkdir node_modules' }),
  },
];
