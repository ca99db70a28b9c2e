import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { cleanRuns } from '../../mcp-server/domain/coordination/clean-runs.ts';
import { listDatabases } from '../../mcp-server/domain/workspaces/databases/list-databases.ts';
import { listPorts } from '../../mcp-server/domain/workspaces/ports/list-ports.ts';
import { listRecords } from '../../mcp-server/domain/workspaces/workspace-record.ts';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { scrubEnvironment } from '../../mcp-server/infra/process/scrub.ts';
import { contentOf, makeSqlite, startWriter } from '../databases/sqlite-sample.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { mainFile } from '../support/run-fanout.ts';
import { valueOf } from '../support/value-of.ts';

type Say = (line: string) => void;

const config = `setup: false
ports: [web, api]
databases:
  app: { kind: sqlite, file: data/app.db, variable: APP_FILE, migrate: sleep 0.05 }
`;

/**
 * Makes workspaces with the command, all at once, lets programs write to eight of their databases, and gives all back; then kills
 * creations and releases at any moment, and cleans. Answers how many were made, what was astray, whether the source of the
 * databases changed, and what was left after all.
 */
export async function tortureCommands({ count, kills, say }: { count: number; kills: number; say: Say }) {
  const site = openSite();
  const { sample, infra, fanout, source, dispose } = site;
  try {
    const content = contentOf(source);
    const names = Array.from({ length: count }, (_, nth) => `w-${nth}`);
    const made = await Promise.all(names.map((name) => fanout(['workspace', 'create', name]).ended));
    for (const { exitCode, stderr } of made) if (exitCode !== 0) say(`not created: ${stderr}`);
    const created = made.flatMap(({ exitCode, stdout }) =>
      exitCode === 0 ? [(JSON.parse(stdout) as { path: string }).path] : [],
    );
    const branches = sample.git(['for-each-ref', '--format=%(refname:lstrip=4)', 'refs/heads/fanout']).split('\n');
    const ports = listPorts(infra).map(({ port }) => port);
    const stray = Math.abs(branches.length - created.length) + Math.abs(new Set(ports).size - 2 * created.length);
    const copies = created.slice(0, 8);
    const writers = await Promise.all(copies.map((path) => startWriter(join(path, 'data/app.db'))));
    await delay(1000);
    for (const writer of writers) writer.kill('SIGKILL');
    const sourceChanged = contentOf(source) === content ? 0 : 1;
    await Promise.all(created.map((path) => fanout(['workspace', 'release', path]).ended));
    const killed = await killCommands(site, { kills });
    valueOf(await cleanRuns(infra, { repository: sample.repository }));
    const left = listLeft(site);
    for (const each of left) say(`left: ${each}`);
    return { created: created.length, stray, copies: copies.length, sourceChanged, killed, left: left.length };
  } finally {
    dispose();
  }
}

/** So many long names that released worktrees become spares: what counts is the size of the index. */
const manyNames = (): Record<string, string> =>
  Object.fromEntries(Array.from({ length: 400 }, (_, nth) => [`src/part-${nth % 20}/${'x'.repeat(180)}-${nth}.txt`, `${nth}\n`]));

function openSite() {
  const sample = makeRepository({ files: { '.gitignore': 'data/\nfanout.yaml\n', ...manyNames() } });
  const infra = makeInfra({ PATH: process.env['PATH'] });
  sample.write({ 'fanout.yaml': config });
  const source = join(sample.path, 'data/app.db');
  mkdirSync(join(sample.path, 'data'));
  makeSqlite(source);
  const env = { ...scrubEnvironment(process.env), HOME: sample.folder, FANOUT_HOME: infra.home };
  const fanout = (args: string[]) => {
    const child = spawn(process.execPath, [mainFile, ...args, '--json'], { cwd: sample.path, env, detached: true });
    const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(([stdout, stderr]) => ({
      exitCode: child.exitCode,
      stdout,
      stderr,
    }));
    return { child, ended };
  };
  const dispose = () => {
    infra.dispose();
    sample.dispose();
  };
  return { sample, infra, fanout, source, dispose };
}

type Site = ReturnType<typeof openSite>;

/** Kills creations and releases at any moment, each with all its processes, and cleans after every one. */
async function killCommands({ sample, infra, fanout }: Site, { kills }: { kills: number }): Promise<number> {
  const start = performance.now();
  const whole = valueOf({ ok: true, value: await fanout(['workspace', 'create', 'whole']).ended });
  let place = (JSON.parse(whole.stdout) as { path: string }).path;
  const tookMs = performance.now() - start;
  let killed = 0;
  for (let nth = 0; nth < kills; nth++) {
    const { child, ended } = fanout(nth % 2 === 0 ? ['workspace', 'release', place] : ['workspace', 'create', `k-${nth}`]);
    await Promise.race([delay(Math.random() * tookMs), ended]);
    if (child.exitCode === null && child.pid !== undefined) {
      process.kill(-child.pid, 'SIGKILL');
      killed += 1;
    }
    await ended;
    valueOf(await cleanRuns(infra, { repository: sample.repository }));
    if (nth % 2 === 0) continue;
    // What was finished before the kill is somebody's, and the next release is of it.
    const [finished] = listRecords(infra, sample.repository);
    const known =
      finished?.path ?? (JSON.parse((await fanout(['workspace', 'create', `r-${nth}`]).ended).stdout) as { path: string }).path;
    place = known;
  }
  for (const { path } of listRecords(infra, sample.repository)) await fanout(['workspace', 'release', path]).ended;
  return killed;
}

/** All that is there although every workspace was given back. */
function listLeft({ sample, infra }: Site): string[] {
  const filesOf = (folder: string) => (existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []);
  return [
    ...sample.git(['for-each-ref', '--format=%(refname)', 'refs/heads/fanout']).split('\n').filter(Boolean),
    ...sample
      .git(['worktree', 'list', '--porcelain'])
      .split('\n')
      .filter((line) => line.startsWith('worktree '))
      .slice(1),
    ...listPorts(infra).map(({ port, owner }) => `port ${port} of ${owner}`),
    ...listDatabases(infra).map(({ id }) => `database ${id}`),
    ...listRecords(infra, sample.repository).map(({ path }) => `record of ${path}`),
    ...filesOf(`${sample.path}.fanout`),
    ...filesOf(join(sample.repository.commonDir, 'worktrees')),
    ...['services', 'tmp', 'workspaces', 'dependencies'].flatMap((kind) => filesOf(join(infra.home, kind))),
    // Whole spares are there to be taken; those that a kill left half-made have a dot in their name.
    ...filesOf(join(infra.home, 'spares'))
      .flatMap(filesOf)
      .filter((path) => basename(path).includes('.')),
    ...findProcesses({ directory: `${sample.path}.fanout` }).map(({ pid }) => `process ${pid}`),
  ];
}
