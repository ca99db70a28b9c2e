import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

// Where a machine keeps its own Node, which npm scripts hide behind ours.
const usual = ['/usr/bin/node', '/usr/local/bin/node'];

/** A Node that is too old for fanout: this machine's own, or a new one that says it is 20. */
export const oldNode = (): string => usual.find(isTooOld) ?? pretendOld();

function isTooOld(path: string): boolean {
  if (!existsSync(path)) return false;
  const { stdout } = spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  return Number(stdout.split('.')[0]) < 22;
}

function pretendOld(): string {
  const folder = temporaryFolder();
  const preload = join(folder, 'old.cjs');
  writeFileSync(preload, `Object.defineProperty(process.versions, 'node', { value: '20.20.2' });\n`);
  const path = join(folder, 'node');
  writeFileSync(path, `#!/bin/sh\nexec ${process.execPath} --require ${preload} "$@"\n`, { mode: 0o755 });
  return path;
}
