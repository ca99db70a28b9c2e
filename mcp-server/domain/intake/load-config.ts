import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig, parseConfig, type Config } from '../../kernel/config.ts';
import type { Problem } from '../../kernel/failure.ts';
import type { Repository } from '../../kernel/model.ts';
import { parseYaml } from '../../kernel/parse-yaml.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { readText } from './read-text.ts';

const name = 'fanout.yaml';
const mostBytes = 262_144;

/** Reads `fanout.yaml` from the main worktree of a repository. Without one, every setting has its default. */
export function loadConfig({ repository }: { repository: Pick<Repository, 'mainWorktree'> }): Result<Config, 'config-invalid'> {
  const { mainWorktree } = repository;
  if (mainWorktree === null) return ok(defaultConfig);
  const refuse = (problems: Problem[]) => fail({ reason: 'config-invalid', path: name, problems });
  const path = join(mainWorktree, name);
  if (!existsSync(path)) {
    const other = ['fanout.yml', 'fanout.json', '.fanout.yaml', '.fanout.yml'].find((one) => existsSync(join(mainWorktree, one)));
    return other === undefined ? ok(defaultConfig) : refuse([{ place: other, message: `This is not read; call it ${name}.` }]);
  }
  const text = readText(path, { mostBytes, plainFile: true });
  if (!text.ok) return refuse([{ place: name, message: `The configuration cannot be read: ${text.failure.detail}.` }]);
  const source = parseYaml({ text: text.value, path: name });
  return source.problems.length > 0 ? refuse(source.problems) : parseConfig(source.value, { path: name, locate: source.locate });
}
