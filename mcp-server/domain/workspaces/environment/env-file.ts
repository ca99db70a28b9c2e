import { lstatSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { envFileNames, findEnvFolders } from './env-folders.ts';

const begin = '# >>> fanout: the values of this workspace; what stands above is a copy';
const end = '# <<< fanout';

/**
 * Writes variables to the end of the `.env` file `name` of a worktree, between two marks, where they win over what stands above.
 * A block that is there is replaced. The file is for its owner alone. A symbolic link is never written through: it is replaced
 * by a file with the same text.
 */
export function writeEnvBlock({
  folder,
  name,
  variables,
}: {
  folder: string;
  name: string;
  variables: Record<string, string>;
}): void {
  const path = join(folder, name);
  const text = lstatSync(path, { throwIfNoEntry: false }) ? readIfFile(path) : '';
  const lines = Object.entries(variables).map(([key, value]) => `${key}=${quoted(value)}`);
  const above = withoutBlock(text);
  const block = [begin, ...lines, end, ''].join('\n');
  const whole = above === '' || above.endsWith('\n') ? `${above}${block}` : `${above}\n${block}`;
  writeFileSync(`${path}.fanout-new`, whole, { mode: 0o600 });
  renameSync(`${path}.fanout-new`, path);
}

/** Takes the block out of every `.env` file of a worktree. One that holds nothing else goes. Nothing is written through a link. */
export async function clearEnvBlocks(path: string): Promise<void> {
  for (const folder of (await findEnvFolders({ path, source: null, everywhere: true })).map((name) => join(path, name))) {
    for (const file of realpathSync(folder) === folder ? envFileNames.map((name) => join(folder, name)) : []) {
      if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) continue;
      const text = readFileSync(file, 'utf8');
      const above = withoutBlock(text);
      if (above === '' && text !== '') rmSync(file);
      else if (above !== text) writeFileSync(file, above);
    }
  }
}

function readIfFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A link that leads nowhere.
    return '';
  }
}

function withoutBlock(text: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) return text;
  return text.slice(0, from) + text.slice(to + end.length).replace(/^\n/, '');
}

/** As dotenv, the shells and Docker Compose read it alike: bare where nothing is special, else in single or double quotes. */
function quoted(value: string): string {
  if (/^[\w.,:/@%+=~?&[\]-]*$/.test(value) && !value.includes('&')) return value;
  return value.includes("'") ? `"${value.replaceAll(/["\\$`]/g, String.raw`\$&`)}"` : `'${value}'`;
}
