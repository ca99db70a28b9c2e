import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import { cleanRuns } from '../../mcp-server/domain/coordination/clean-runs.ts';
import { ensureSupervisor } from '../../mcp-server/domain/coordination/ensure-supervisor.ts';
import { followRun } from '../../mcp-server/domain/coordination/follow-run.ts';
import { readRun } from '../../mcp-server/domain/coordination/work/read-run.ts';
import type { RunId } from '../../mcp-server/kernel/model.ts';
import { addsFile, makeFleet, type Fleet } from '../support/fleet.ts';
import { makeGraph } from '../support/submitted.ts';
import { valueOf } from '../support/value-of.ts';
import { audit } from './crash/audit.ts';
import { addDatabases } from './crash/add-databases.ts';
import { openForge } from './crash/open-forge.ts';
import { startClient } from './crash/client.ts';
import { addsFault } from './crash/faulty-script.ts';
import { Person } from './crash/person.ts';
import { findTargets, killTarget, type Target } from './crash/targets.ts';
import { tearTail } from './crash/tear-tail.ts';
import type { Torture } from './torture.ts';

/** Whole runs over a real repository in which everything that lives is killed at any moment, while a person works beside them. */
export const crash: Torture = {
  name: 'crash',
  says: 'whole runs whose supervisor, sessions and MCP servers are killed while a person commits, up to their pull requests',
  kills: 50,
  run: async ({ kills, say }) => {
    const total = { ...nothing };
    while (total.kills < kills) {
      const round = await oneRun({ kills: kills - total.kills, say });
      for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += round[key];
      say(`${total.kills} kills in ${total.runs} runs: ${JSON.stringify(round)}`);
    }
    const { lost, duplicates, left, unmerged, undelivered } = total;
    return { ok: lost + duplicates + left + unmerged + undelivered === 0, figures: total };
  },
};

const nothing = {
  ...{ kills: 0, runs: 0, merged: 0, gaveUp: 0, unmerged: 0, lost: 0, duplicates: 0, left: 0, doubleStarts: 0, torn: 0 },
  ...{ lessons: 0, pulls: 0, saidAgain: 0, undelivered: 0 },
};

// a → c, b → d; b and d are faulty at first
const graph = () => makeGraph('a', 'b', 'c: a', 'd: b');
// More than this in one run would only be more of the same, and nothing would ever get done.
const mostKillsOfRun = 50;
// A machine that others use too takes minutes for what a quiet one does in seconds.
const giveUpMs = 600_000;

async function oneRun({ kills, say }: { kills: number; say(line: string): void }): Promise<typeof nothing> {
  const forge = await openForge();
  const scripts = [addsFile('a'), addsFault('b'), addsFile('c'), addsFault('d')];
  const fleet = await makeFleet({ scripts, variables: forge.variables });
  const acknowledged = join(fleet.sample.folder, 'acknowledged');
  const databases = addDatabases(fleet);
  const deliver = forge.takes(fleet);
  hearCommits(fleet, acknowledged);
  const person = new Person(fleet.sample);
  const run = await fleet.submit(graph(), { slots: 3, databases, deliver });
  const spree = await killAtRandom(fleet, { run, kills: Math.min(kills, mostKillsOfRun), say });
  const view = await finish(fleet, run);
  // Where no agent committed anything there is nothing to hand on.
  const hasMerged = view.tasks.some(({ phase }) => phase === 'done');
  const delivered = hasMerged ? await forge.look(fleet, { run, say }) : { pulls: 0, saidAgain: 0, undelivered: 0, duplicates: 0 };
  await person.stop();
  const cleaned = await cleanRuns(fleet.infra, { repository: fleet.sample.repository });
  if (!cleaned.ok) say(`clean: ${JSON.stringify(cleaned.failure)}`);
  const open = view.tasks.filter(({ phase }) => phase !== 'done');
  for (const { key, phase, failure } of open) say(`${key} is ${phase}: ${JSON.stringify(failure)}`);
  const gaveUp = open.filter(({ failure }) => failure !== null && agentGaveUp.has(failure.reason)).length;
  const found = await audit(fleet, { run, acknowledged });
  for (const what of found.left) say(`left: ${what}`);
  const personLost = person.lost();
  const alive = await fleet.dispose();
  if (alive > 0) say(`left: ${alive} processes that had to be ended`);
  await forge.close();
  return {
    ...nothing,
    ...spree,
    ...delivered,
    runs: 1,
    merged: view.tasks.length - open.length,
    gaveUp,
    unmerged: open.length - gaveUp,
    lost: found.lost + personLost,
    lessons: found.lessons,
    duplicates: found.duplicates + delivered.duplicates,
    left: found.left.length + alive,
  };
}

// A builder whose checks or gits were killed under it again and again gives up and says so: nothing of it is lost. Any other end
// short of a merge is a fault of ours.
const agentGaveUp = new Set<string>(['nothing-committed', 'dependency-failed']);

/** Every commit that an agent's git says was made is written down by the repository's own hook. */
function hearCommits({ sample }: Fleet, path: string): void {
  const hook = join(sample.repository.commonDir, 'hooks', 'post-commit');
  mkdirSync(join(hook, '..'), { recursive: true });
  writeFileSync(hook, `#!/bin/sh\ngit rev-parse HEAD >> '${path}'\n`);
  chmodSync(hook, 0o755);
}

async function killAtRandom(fleet: Fleet, { run, kills, say }: { run: RunId; kills: number; say(line: string): void }) {
  const mark = `FANOUT_TEST=${fleet.sample.folder}`;
  const clients = new Set<ChildProcess>();
  const spree = { kills: 0, doubleStarts: 0, torn: 0 };
  const start = performance.now();
  while (spree.kills < kills && !hasEnded(fleet, run) && performance.now() - start < giveUpMs) {
    await delay(20 + Math.random() * 500);
    if (clients.size === 0) clients.add(startClient(fleet.infra, { run, cwd: fleet.sample.path }));
    const pids = [...clients].flatMap(({ pid }) => pid ?? []);
    const target = pick(findTargets({ mark, run, clients: pids }));
    if (target && killTarget(target)) spree.kills += 1;
    for (const client of clients) if (client.exitCode !== null || client.signalCode !== null) clients.delete(client);
    if (Math.random() < 0.2 && tearTail(fleet.infra.home)) spree.torn += 1;
    const starts = Math.random() < 0.15 ? 2 : 1;
    if (starts === 2) spree.doubleStarts += 1;
    await Promise.all(Array.from({ length: starts }, () => ensureSupervisor(fleet.infra)));
  }
  if (performance.now() - start > giveUpMs) say('the run did not end in its time');
  for (const client of clients) client.kill('SIGKILL');
  return spree;
}

/** A kind first, so that one supervisor is killed as often as many processes of sessions. */
function pick(targets: Target[]): Target | undefined {
  const kinds = [...new Set(targets.map(({ kind }) => kind))];
  const kind = kinds[Math.floor(Math.random() * kinds.length)];
  const of = targets.filter((target) => target.kind === kind);
  return of[Math.floor(Math.random() * of.length)];
}

const hasEnded = ({ infra }: Fleet, run: RunId): boolean => {
  const view = readRun(infra, { run });
  return view.ok && view.value.status === 'finished';
};

async function finish(fleet: Fleet, run: RunId) {
  await ensureSupervisor(fleet.infra);
  const signal = AbortSignal.timeout(giveUpMs);
  for await (const view of followRun(fleet.infra, { run, signal })) if (view.status === 'finished') return view;
  return valueOf(readRun(fleet.infra, { run }));
}
