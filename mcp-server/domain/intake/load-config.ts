import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../infra/git/git.ts';
import { inRepository } from '../../infra/git/in-repository.ts';
import { defaultConfig, parseConfig, type Config } from '../../kernel/config.ts';
import type { Problem } from '../../kernel/failure.ts';
import type { Repository } from '../../kernel/model.ts';
import { parseYaml } from '../../kernel/parse-yaml.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { readText } from './read-text.ts';

const name = 'fanout.yaml';
const mostBytes = 262_144;

/**
 * Reads `fanout.yaml` from the main worktree of a repository, or where it has none, being bare, from the commit that its HEAD
 * names. Without one, every setting has its default. No other worktree is asked: a session may write in those.
 */
export async function loadConfig({ repository }: { repository: Repository }): Promise<Result<Config, 'config-invalid'>> {
  const text = await readSource(repository);
  if (!text.ok) return text;
  if (text.value === null) return ok(defaultConfig);
  const source = parseYaml({ text: text.value, path: name });
  return source.problems.length > 0 ? refuse(source.problems) : parseConfig(source.value, { path: name, locate: source.locate });
}

/** The `fanout.yaml` of the worktree at `top` where that is another one than what is read, so that nobody edits it in vain. */
export async function findUnreadConfig({ repository, top }: { repository: Repository; top: string }): Promise<string | null> {
  const path = join(top, name);
  if (top === repository.mainWorktree || !existsSync(path)) return null;
  const [own, read] = [readText(path, { mostBytes, plainFile: true }), await readSource(repository)];
  return own.ok && read.ok && own.value === read.value ? null : path;
}

const refuse = (problems: Problem[]) => fail({ reason: 'config-invalid', path: name, problems });

async function readSource(repository: Repository): Promise<Result<string | null, 'config-invalid'>> {
  const { mainWorktree } = repository;
  if (mainWorktree === null) {
    const committed = await git({ ...inRepository(repository), args: ['cat-file', 'blob', `HEAD:${name}`] });
    return ok(committed.exitCode === 0 ? committed.stdout : null);
  }
  const path = join(mainWorktree, name);
  if (!existsSync(path)) {
    const other = ['fanout.yml', 'fanout.json', '.fanout.yaml', '.fanout.yml'].find((one) => existsSync(join(mainWorktree, one)));
    return other === undefined ? ok(null) : refuse([{ place: other, message: `This is not read; call it ${name}.` }]);
  }
  const text = readText(path, { mostBytes, plainFile: true });
  return text.ok ? text : refuse([{ place: name, message: `The configuration cannot be read: ${text.failure.detail}.` }]);
}
