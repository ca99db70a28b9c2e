import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ok, type Result } from '../../../../kernel/result.ts';
import type { Infra } from '../../../../infra/infra.ts';
import { readBranches } from '../../../../infra/store/database-branches.ts';
import { databaseFailed } from './database-failed.ts';

const files = ['.env.local', '.env'];

/**
 * Fills in `${NAME}` from our environment, else from `.env.local` or `.env` of the person's checkout, so that no secret need
 * stand in the configuration. A name that nothing sets is a failure: an empty URL would mean some other database. When fanout
 * is started inside a workspace, its environment names a branch, which is nobody's source.
 */
export function resolveReference(
  { environment, store }: Pick<Infra, 'environment' | 'store'>,
  { text, folder, database }: { text: string; folder: string; database: string },
): Result<string, 'database-failed'> {
  const missing: string[] = [];
  const filled = text.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const own = environment[name];
    const value = own === undefined || isBranch(store, own) ? findInFiles(folder, name) : own;
    if (value === undefined || value === '') missing.push(name);
    return value ?? '';
  });
  const [name] = missing;
  if (name === undefined) return ok(filled);
  return databaseFailed({
    database,
    step: 'found',
    detail: `${name} is set neither in the environment nor in ${files.join(' or ')} of ${folder}`,
    next: `Set ${name} there, or give the database another \`source\` in fanout.yaml.`,
  });
}

const isBranch = (store: Infra['store'], url: string): boolean => readBranches(store).some((row) => row.url === url);

function findInFiles(folder: string, name: string): string | undefined {
  for (const file of files) {
    const value = readVariables(join(folder, file))[name];
    if (value !== undefined) return value;
  }
  return undefined;
}

function readVariables(path: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}
