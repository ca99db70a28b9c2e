import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install } from '../../mcp-server/domain/workspaces/dependencies/install.ts';
import { findInstallers } from '../../mcp-server/domain/workspaces/dependencies/installers.ts';
import { overlayFolder, removeOverlay } from '../../mcp-server/domain/workspaces/dependencies/overlay.ts';
import { giveToPool, takeFromPool } from '../../mcp-server/domain/workspaces/dependencies/pool.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import { makeInfra } from '../support/infra.ts';
import { valueOf } from '../support/value-of.ts';
import type { Bench, BenchOptions, Case } from './bench.ts';
import { onBtrfs, withFreshDisk } from './fresh-disk.ts';
import { median } from './median.ts';

const packages = 1000;
// What packages have on average in a lockfile of that size.
const filesEach = 34;

/** A worktree's packages by the pool, missed and hit, against `npm ci` with a warm cache, all in one run. */
export const dependencies: Bench = {
  name: 'dependencies',
  says: `${packages} packages by the pool, as a copy, as links and as an overlay, against npm ci`,
  run: async ({ say, size = packages, path }) => {
    const plain = await withFreshDisk({ say, path }, () => measure({ say, size }));
    const whole = path === undefined ? await onBtrfs({ say, gigabytes: 12 }, () => measure({ say, size })) : null;
    return [...plain, ...(whole ?? []).map((one) => ({ ...one, name: `${one.name}, on btrfs` }))];
  },
};

async function measure({ say, size }: Pick<BenchOptions, 'say'> & { size: number }): Promise<Case[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fanout-dependencies-'));
  const infra = makeInfra({ PATH: process.env['PATH'], HOME: folder });
  try {
    makeProject(join(folder, 'project'), size);
    const place = (name: string): string => {
      execFileSync('cp', ['-a', join(folder, 'project'), join(folder, name)]);
      return join(folder, name);
    };
    const environment = { PATH: process.env['PATH'] ?? '', HOME: folder };
    const plain = (path: string) =>
      execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: path, env: environment, stdio: 'pipe' });
    plain(place('warm-up'));
    const reference = await timed(() => plain(place('npm')));
    const overlaid: string[] = [];
    const pooled = async (name: string, overlay = false) => {
      const path = place(name);
      execFileSync('git', ['init', '--quiet', path]);
      const [installer] = findInstallers(path);
      if (!installer) throw new Error('nothing to install');
      const config = { ...defaultConfig, dependencies: { ...defaultConfig.dependencies, overlay } };
      const wanted = { installer, path, environment, config, outputPath: join(folder, `${name}.log`) };
      return timed(async () => {
        if (valueOf(await install(infra, wanted)).by === 'overlay') overlaid.push(path);
      });
    };
    const miss = await pooled('miss');
    const hit = median([await pooled('hit'), await pooled('hit-2'), await pooled('hit-3')]);
    const mounts = median([await pooled('mount', true), await pooled('mount-2', true), await pooled('mount-3', true)]);
    const isMounted = overlaid.length === 3;
    for (const path of overlaid) await removeOverlay(infra, overlayFolder(infra, path));
    await giveToPool(
      infra,
      { key: 'bench', links: true },
      { path: join(folder, 'npm'), manager: 'npm', folders: ['node_modules'] },
    );
    const linked = async (name: string) => {
      const path = place(name);
      return timed(() => takeFromPool(infra, { key: 'bench', links: true }, { path }));
    };
    const links = median([await linked('links'), await linked('links-2'), await linked('links-3')]);
    const last = isMounted ? `, overlay ${round(mounts)}` : '';
    say(`${size} packages: npm ci ${round(reference)}, miss ${round(miss)}, hit ${round(hit)}, links ${round(links)}${last} ms`);
    return [
      { name: 'a miss, kept for others', ratio: miss / reference, goal: 1.25 },
      { name: 'a hit, as an isolated copy', ratio: hit / reference, goal: 0.08 },
      { name: 'a hit, by links or clones', ratio: links / reference, goal: 0.02 },
      ...(isMounted ? [{ name: 'a hit, as an overlay', ratio: mounts / reference, goal: 0.02 }] : []),
    ] satisfies Case[];
  } finally {
    infra.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

const round = (ms: number): number => Math.round(ms);

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A project whose packages npm unpacks from tarballs beside it: as warm as a cache can be. */
function makeProject(path: string, packages: number): void {
  const vendor = join(path, 'vendor');
  mkdirSync(vendor, { recursive: true });
  const wanted: Record<string, string> = {};
  for (let nth = 0; nth < packages; nth++) {
    const name = `package-${nth}`;
    const root = join(path, 'build', 'package');
    mkdirSync(join(root, 'lib'), { recursive: true });
    writeFileSync(join(root, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
    for (let file = 1; file < filesEach; file++)
      writeFileSync(join(root, 'lib', `${file}.js`), `// ${name} ${file}\n`.repeat(200));
    execFileSync('tar', ['-czf', join(vendor, `${name}.tgz`), '-C', join(path, 'build'), 'package']);
    wanted[name] = `file:vendor/${name}.tgz`;
  }
  rmSync(join(path, 'build'), { recursive: true });
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name: 'bench', version: '1.0.0', dependencies: wanted }));
  execFileSync('npm', ['install', '--package-lock-only', '--offline', '--no-audit', '--no-fund'], { cwd: path, stdio: 'pipe' });
}
