import { defaultConfig, type Config } from '../../../kernel/config.ts';
import { loadConfig } from '../../../domain/intake/load-config.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import { resolveCommit } from '../../../infra/git/resolve-commit.ts';
import type { Checkup } from '../say/checkup.ts';
import { examineLocks } from './locks.ts';
import { unwell } from './unwell.ts';

/** What the doctor found about a repository, and how it is configured. */
export interface ExaminedRepository {
  checkups: Checkup[];
  config: Config;
}

/** The repository around this folder has a commit to start from, and its configuration is accepted. */
export async function examineRepository({ cwd }: { cwd: string }): Promise<ExaminedRepository> {
  const found = await findRepository(cwd);
  if (!found.ok) {
    const mend = 'Runs start in a git repository; `fanout demo` brings its own.';
    const checkup: Checkup = { name: 'repository', state: 'note', finding: `${cwd} is in no git repository.`, mend };
    return { checkups: [checkup], config: defaultConfig };
  }
  const repository = found.value;
  const head = await resolveCommit({ repository, from: cwd, revision: 'HEAD' });
  const config = await loadConfig({ repository });
  const where = repository.mainWorktree ?? repository.commonDir;
  const checkups: Checkup[] = [
    head.ok ? { name: 'repository', state: 'good', finding: where, mend: null } : unwell('repository', head.failure),
    config.ok
      ? { name: 'configuration', state: 'good', finding: 'accepted', mend: null }
      : unwell('configuration', config.failure),
  ];
  checkups.push(examineLocks(repository));
  return { checkups, config: config.ok ? config.value : defaultConfig };
}
