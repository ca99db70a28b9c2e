import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { digest } from '../../../kernel/id.ts';
import type { Infra } from '../../../infra/infra.ts';
import { enterScript, overlayVariable } from '../../../infra/process/enter.ts';
import { exec, type Exited } from '../../../infra/process/exec.ts';
import { killTree } from '../../../infra/process/kill-tree.ts';
import { withPassingFolder } from '../../../infra/process/passing-folder.ts';

/** The folder of all overlays, one for each workspace that has its packages that way. */
export const overlayRoot = ({ home }: Pick<Infra, 'home'>): string => join(home, 'overlays');

/** What a workspace's packages are mounted from: the layers that it writes to, and links to the pool and into the worktree. */
export const overlayFolder = (infra: Pick<Infra, 'home'>, path: string): string => join(overlayRoot(infra), digest(path, 12));

/**
 * Mounts folders of packages over a worktree, each from the folder below `from` with its number; nothing there is ever written
 * to. Answers null when they are there, or why they are not; nothing is left of them then.
 */
export async function layOverlay(
  infra: Infra,
  { path, from, folders }: { path: string; from: string; folders: readonly string[] },
): Promise<string | null> {
  if (process.platform !== 'linux') return 'only Linux has overlay mounts';
  await removeOverlay(infra, overlayFolder(infra, path));
  for (const [at, folder] of folders.entries()) {
    const place = join(overlayFolder(infra, path), String(at));
    const [lower, target] = [join(from, String(at)), join(path, folder)];
    mkdirSync(join(place, 'work'), { recursive: true, mode: 0o700 });
    mkdirSync(join(place, 'upper'), { mode: statSync(lower).mode });
    symlinkSync(lower, join(place, 'lower'));
    symlinkSync(target, join(place, 'target'));
    // What an install that was killed left there.
    await rm(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
  }
  const { exitCode, stderr } = await enter(infra, path);
  const refusal = stderr.trim().replace(/^fanout: [^:]*: /, '') || 'what was mounted cannot be read';
  const view = exitCode === 0 ? readView(infra, path) : '';
  const isWhole = folders.every((folder, at) => list(`${view}${join(path, folder)}`) === list(join(from, String(at))));
  if (exitCode === 0 && isWhole) return null;
  await removeOverlay(infra, overlayFolder(infra, path));
  for (const folder of folders) await rm(join(path, folder), { recursive: true, force: true });
  return refusal;
}

/** Tries in a folder that passes whether packages can be mounted on this machine. Answers null, or why they cannot. */
export const tryOverlay = (infra: Infra): Promise<string | null> =>
  withPassingFolder(async (folder) => {
    const [path, from] = [join(folder, 'workspace'), join(folder, 'pool')];
    mkdirSync(join(from, '0', 'package'), { recursive: true });
    try {
      return await layOverlay(infra, { path, from, folders: ['node_modules'] });
    } finally {
      await removeOverlay(infra, overlayFolder(infra, path));
    }
  });

/**
 * What stands before the path of a file in a workspace when it is looked at from outside of the namespace that its packages are
 * mounted in: nothing where none are. Mounts them again after a restart.
 */
export async function overlayView(infra: Infra, path: string): Promise<string> {
  if (!existsSync(overlayFolder(infra, path))) return '';
  return (await enter(infra, path)).exitCode === 0 ? readView(infra, path) : '';
}

/** The shell line that opens a shell where the packages of a workspace are mounted; null where none are. */
export function enterLine(infra: Pick<Infra, 'home'>, path: string): string | null {
  const overlay = overlayFolder(infra, path);
  return existsSync(overlay) ? `sh ${quote(enterScript)} ${quote(overlay)} "$SHELL"` : null;
}

/** Ends the process that keeps the mounts of an overlay. They are gone when nobody else is in their namespace. */
export async function endHolder({ clock }: Pick<Infra, 'clock'>, overlay: string): Promise<void> {
  if (existsSync(overlay)) await killTree(clock, { directory: overlay, graceMs: 1000 });
}

/** Ends the holder of an overlay and deletes what was written to it. Where none is, nothing happens. */
export async function removeOverlay(infra: Pick<Infra, 'clock'>, overlay: string): Promise<void> {
  if (!existsSync(overlay)) return;
  await endHolder(infra, overlay);
  // The kernel's own folder in `work` has no mode at all.
  await exec({ command: 'chmod', args: ['-R', 'u+rwX', overlay], cwd: dirname(overlay), environment });
  await rm(overlay, { recursive: true, force: true });
}

/** Whether a workspace's packages are mounted from a folder, or from one below it. */
export const isMounted = (infra: Pick<Infra, 'home'>, folder: string): boolean =>
  names(overlayRoot(infra)).some((overlay) =>
    names(join(overlayRoot(infra), overlay)).some((at) => {
      const lower = linkAt(join(overlayRoot(infra), overlay, at, 'lower'));
      return lower !== null && dirname(lower) === folder;
    }),
  );

const environment = { PATH: process.env['PATH'] ?? '' };
// Entering takes some milliseconds; only a lock that is never let go would take longer.
const patienceMs = 30_000;

const enter = (infra: Infra, workspace: string): Promise<Exited> =>
  exec({
    command: 'true',
    args: [],
    cwd: '/',
    environment: { ...environment, FANOUT_WORKTREE: workspace, [overlayVariable]: overlayFolder(infra, workspace) },
    timeoutMs: patienceMs,
  });

const readView = (infra: Infra, workspace: string): string =>
  `/proc/${readFileSync(join(overlayFolder(infra, workspace), 'holder'), 'utf8').trim()}/root`;

const list = (folder: string): string => names(folder).toSorted().join('\0');

const names = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const linkAt = (link: string): string | null => {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
};

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
