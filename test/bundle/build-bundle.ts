import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from '../contract/read-sources.ts';
import { licensesOf } from './licenses-of.ts';

// On other platforms SQLite is taken from the installed package.
const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/**
 * Builds what installed copies start from into `folder`: the sources and every package in chunks that are loaded when they are
 * asked for, SQLite's binaries, and the licenses of it all. The same sources and packages give the same bytes on any machine.
 */
export async function buildBundle(folder: string): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { app: 'mcp-server/app.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    // Asked for in a try by packages that do without.
    external: ['pg-native'],
    // Names stay, so that a stack trace says where it was.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 200,
    legalComments: 'none',
    // Packages in CommonJS require Node's modules, and SQLite its binary.
    banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
    plugins: [leaveOut],
    metafile: true,
    logLevel: 'warning',
  });
  mkdirSync(join(folder, 'native'), { recursive: true });
  for (const platform of platforms) {
    const name = `${platform}.node`;
    copyFileSync(join(root, 'node_modules/better-sqlite3/prebuilds', name), join(folder, 'native', name));
  }
  writeFileSync(join(folder, 'licenses.txt'), licensesOf(Object.keys(metafile.inputs)));
}

/** What packages load at every start and fanout never uses: the server has a validator of its own, and zod speaks English. */
const leaveOut: Plugin = {
  name: 'leave-out',
  setup({ onLoad }) {
    onLoad({ filter: /\/sdk\/dist\/esm\/validation\/ajv-provider\.js$/ }, () => ({
      contents: 'export class AjvJsonSchemaValidator {}',
    }));
    onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, ({ path }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: join(path, '..'),
    }));
  },
};
