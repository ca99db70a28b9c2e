import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeRepository, type TestRepository } from './repository.ts';

/** Packs a package with these files as npm would publish it, and answers the tarball's path. */
function packPackage(
  folder: string,
  {
    name,
    version,
    files = {},
    scripts = {},
  }: { name: string; version: string; files?: Record<string, string>; scripts?: Record<string, string> },
): string {
  const root = join(folder, 'package');
  mkdirSync(root, { recursive: true });
  const contents = {
    'package.json': JSON.stringify({ name, version, scripts }),
    'index.js': `module.exports = '${version}';\n`,
    ...files,
  };
  for (const [file, content] of Object.entries(contents)) writeFileSync(join(root, file), content);
  const tarball = join(folder, `${name}-${version}.tgz`);
  execFileSync('tar', ['-czf', tarball, '-C', folder, 'package']);
  rmSync(root, { recursive: true });
  return tarball;
}

/** A repository whose one dependency, `inner`, npm installs from a tarball in it: no network is needed. */
export function makeNpmRepository({
  manifest = {},
  packageScripts = {},
}: { manifest?: Record<string, unknown>; packageScripts?: Record<string, string> } = {}): TestRepository {
  const sample = makeRepository({ files: { '.gitignore': 'node_modules\n' } });
  mkdirSync(join(sample.path, 'vendor'));
  for (const version of ['1.0.0', '2.0.0'])
    packPackage(join(sample.path, 'vendor'), { name: 'inner', version, scripts: packageScripts });
  sample.write({
    'package.json': JSON.stringify({
      name: 'sample',
      version: '1.0.0',
      dependencies: { inner: 'file:vendor/inner-1.0.0.tgz' },
      ...manifest,
    }),
  });
  lockNpm(sample);
  return { ...sample, base: sample.commit({}) };
}

/** Writes the lockfile that fits the manifest. */
export function lockNpm(sample: TestRepository): void {
  execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--offline', '--no-audit', '--no-fund'], {
    cwd: sample.path,
    env: { PATH: process.env['PATH'], HOME: sample.folder },
    stdio: 'pipe',
  });
}
