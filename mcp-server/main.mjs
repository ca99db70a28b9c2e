// The first file that runs. Plain JavaScript that any Node since 14 reads, because its first work is to look at Node's version:
// the sources need type stripping, and the native store kills the process on a Node that is too old.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const needed = { major: 22, minor: 18 };
const exitCannotStart = 3;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [word] = process.argv.slice(2);

start().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});

async function start() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < needed.major || (major === needed.major && minor < needed.minor)) {
    return cannotStart({
      problem: `fanout needs Node ${needed.major}.${needed.minor} or newer, and ${process.execPath} is ${process.version}.`,
      mend: 'Put a newer node first on PATH, then start again.',
    });
  }
  keepCompiled();
  let app;
  try {
    app = await import(pathToFileURL(entry()).href);
  } catch (error) {
    if (!isMissingPackage(error)) throw error;
    return cannotStart({
      problem: `A package that fanout needs is not installed (${error.message.split('\n')[0]}).`,
      mend: `Run \`npm ci --ignore-scripts --workspaces=false\` in ${root}, then start again.`,
    });
  }
  await run(app);
}

/** @param {typeof import('./app.ts')} app */
function run(app) {
  if (word === 'mcp') return app.runMcpServer();
  if (word === 'supervise') return app.runSupervisor();
  return app.runCommandLine(process.argv.slice(2));
}

/**
 * What to start. npm links `node_modules/fanout-test` only where the development tools are installed: there the sources run as
 * they are. Everywhere else the bundle does, because unbundled sources start several times slower (`bench start`) and
 * Node strips no types below `node_modules`. FANOUT_START=sources|bundle decides otherwise.
 */
function entry() {
  const sources = join(root, 'mcp-server', 'app.ts');
  const bundle = join(root, 'dist', 'app.mjs');
  const wanted = process.env.FANOUT_START;
  if (wanted === 'sources' || !existsSync(bundle)) return sources;
  if (wanted === 'bundle') return bundle;
  return existsSync(join(root, 'node_modules', 'fanout-test')) ? sources : bundle;
}

/**
 * Keeps what V8 compiled, which takes a fifth off a later start and a third off its first call (`bench start`). In a folder of the person's own, not
 * in Node's default below the machine's temporary folder, since whoever can write there could have us run code of theirs.
 */
function keepCompiled() {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  module.enableCompileCache(join(caches, 'fanout', 'compiled'));
}

/** @param {unknown} error @returns {error is Error} */
function isMissingPackage(error) {
  // Node names the file in `url` when a file is missing, which would be a defect of ours, and leaves it out for a package.
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && !('url' in error);
}

/** @param {{ problem: string, mend: string }} why */
async function cannotStart(why) {
  if (word === 'mcp') {
    // A server that dies at its first start is not started again by later sessions, so it lives and says what is wrong.
    const { serveUnready } = await import('./unready.mjs');
    return serveUnready(why);
  }
  process.stderr.write(`${why.problem} ${why.mend}\n`);
  process.exit(exitCannotStart);
}
