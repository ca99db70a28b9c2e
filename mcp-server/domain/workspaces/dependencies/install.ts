import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digest } from '../../../kernel/id.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { withLock } from '../../../infra/store/lock.ts';
import type { Means } from './copy-tree.ts';
import { findTie } from './examine-modules.ts';
import { hasOwnScripts, runOwnScripts } from './own-scripts.ts';
import { isModuleFolder, listUntracked } from './module-folders.ts';
import { overlayFolder, removeOverlay } from './overlay.ts';
import { giveToPool, isKept, mayLink, poolLock, takeFromPool, type Place } from './pool.ts';
import { poolKey } from './pool-key.ts';
import { runCommand, type Installation } from './run-command.ts';

/** What came of one package manager. */
export interface Installed {
  manager: string;
  lockfile: string | null;
  /** A name of the lockfile's content when it was installed. */
  lockfileHash: string | null;
  /** `hit`: laid from the pool. `miss`: installed, and kept for others if `kept`. `off`: not for the pool. */
  pool: 'hit' | 'miss' | 'off';
  by: Means | 'install';
  ms: number;
}

/**
 * Gets the packages of a worktree that has none: from the pool when it has them, else by the package manager, and then for the
 * pool too. Of several worktrees that want the same packages at once one installs and the others wait. Output goes to a file.
 */
export async function install(infra: Infra, wanted: Installation): Promise<Result<Installed, 'setup-failed'>> {
  const { installer, config } = wanted;
  const start = infra.clock.elapsed();
  // Left by an install that was killed.
  await removeOverlay(infra, overlayFolder(infra, wanted.path));
  const say = (pool: Installed['pool'], by: Installed['by']): Result<Installed, 'setup-failed'> => {
    const ms = Math.round(infra.clock.elapsed() - start);
    note(wanted, `${installer.manager}: pool ${pool}, by ${by}, ${ms} ms`);
    return ok({ manager: installer.manager, lockfile: installer.lockfile, lockfileHash: hashLockfile(wanted), pool, by, ms });
  };
  if (!installer.keepsModules || !config.dependencies.pool || !(await hasOwnScripts(wanted)).areKnown) {
    const done = await run(wanted);
    return done.ok ? say('off', 'install') : done;
  }
  const place: Place = {
    key: await poolKey(wanted),
    links: config.dependencies.links && !config.dependencies.overlay && mayLink(),
  };
  const taken = await take(infra, place, wanted);
  if (!taken.ok) return taken;
  if (taken.value !== null) return say('hit', taken.value);
  const patienceMs = config.checkMinutes * 60_000;
  const filled = await withLock(infra.clock, { path: poolLock(infra, place), patienceMs }, () => fillPool(infra, place, wanted));
  if (!filled.ok) {
    const done = await run(wanted);
    return done.ok ? say('off', 'install') : done;
  }
  if (!filled.value.ok) return filled.value;
  return filled.value.value === null ? say('miss', 'install') : say('hit', filled.value.value);
}

async function take(infra: Infra, place: Place, wanted: Installation): Promise<Result<Means | null, 'setup-failed'>> {
  if (!isKept(infra, place)) return ok(null);
  const by = await takeFromPool(infra, place, { path: wanted.path, overlay: overlayIn(infra, wanted) });
  if (by === null) return ok(null);
  const scripts = await runOwnScripts(wanted);
  return scripts.ok ? ok(by) : scripts;
}

/** Who is told that packages which were to be mounted are not; null where nobody asked for that. */
const overlayIn = (infra: Infra, wanted: Installation): ((refusal: string) => void) | null =>
  wanted.config.dependencies.overlay
    ? (refusal) => {
        infra.log.warn({ path: wanted.path, refusal }, 'packages could not be mounted and are copied');
        note(wanted, `packages cannot be mounted as an overlay here, so they are copied: ${refusal}`);
      }
    : null;

/** Somebody may have filled the place while we waited for the lock. */
async function fillPool(infra: Infra, place: Place, wanted: Installation): Promise<Result<Means | null, 'setup-failed'>> {
  const taken = await take(infra, place, wanted);
  if (!taken.ok || taken.value !== null) return taken;
  const { path, installer } = wanted;
  const before = new Set(await listUntracked(path));
  const done = await run(wanted);
  if (!done.ok) return done;
  const after = await listUntracked(path);
  const folders = after.filter(isModuleFolder);
  const others = after.filter((name) => !isModuleFolder(name) && !before.has(name));
  // Own scripts run again after a hit and make the same again; what else an installer makes would be missing.
  const strange = others.length > 0 && !(await hasOwnScripts(wanted)).some ? `it also makes ${others[0]}` : null;
  const tie = done.value === 'fallback' ? 'the lockfile is incomplete' : (strange ?? (await findTie({ path, folders })));
  if (folders.length === 0 || tie !== null) note(wanted, `not kept for other worktrees: ${tie ?? 'nothing was installed'}`);
  else await giveToPool(infra, place, { path, manager: installer.manager, folders });
  return ok(null);
}

/** Runs the package manager, and again in its lenient form where npm refuses a lockfile that lacks packages of other systems. */
async function run(wanted: Installation): Promise<Result<'exact' | 'fallback', 'setup-failed'>> {
  const { installer, outputPath } = wanted;
  const exact = await runCommand(wanted, installer.command);
  if (exact.ok) return ok('exact');
  if (installer.fallback === null || !/^npm (?:error|ERR!) code EUSAGE$/m.test(readOutput(outputPath))) return exact;
  note(wanted, `the lockfile is refused as incomplete; trying \`${installer.fallback}\``);
  const lenient = await runCommand(wanted, installer.fallback);
  return lenient.ok ? ok('fallback') : lenient;
}

function note({ outputPath }: Installation, text: string): void {
  mkdirSync(dirname(outputPath), { recursive: true, mode: 0o700 });
  appendFileSync(outputPath, `fanout: ${text}\n`, { mode: 0o600 });
}

function hashLockfile({ path, installer }: Installation): string | null {
  return installer.lockfile === null ? null : digest(readFileSync(join(path, installer.lockfile), 'latin1'));
}

function readOutput(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
