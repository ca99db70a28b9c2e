import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fetchedInto, fetchPackage } from './fetched.ts';

const version = '0.169.0';
const triples: Record<string, string> = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
};

/** A folder for Codex to keep its state in: below a temporary folder it refuses to set up its sandbox. */
export function codexHome(): { path: string; dispose: () => void } {
  const path = join(fetchedInto, `codex-home-${process.pid}`);
  mkdirSync(path, { recursive: true });
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
}

/** The real `codex`, pinned; null where it cannot be had. It has 400 MB unpacked. */
export async function findCodex(): Promise<string | null> {
  const platform = `${process.platform}-${process.arch}`;
  const triple = triples[platform];
  if (triple === undefined) return null;
  const modules = await fetchPackage({ name: `codex-${version}`, spec: `codex@npm:@openai/codex@${version}-${platform}` });
  const program = join(modules ?? '', 'codex', 'vendor', triple, 'bin', 'codex');
  return existsSync(program) ? program : null;
}
