import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Repository } from '../../kernel/model.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { git } from './git.ts';

/**
 * The repository that a folder belongs to, found from the main worktree, a linked one, a folder below either, a bare
 * repository or the git directory itself: always the same answer.
 */
export async function findRepository(path: string): Promise<Result<Repository, 'not-a-repository'>> {
  const ask = (...args: string[]) => git({ cwd: path, args: ['rev-parse', '--path-format=absolute', ...args] });
  const found = await ask('--git-common-dir', '--git-dir');
  if (found.exitCode !== 0) {
    // Such as that somebody else owns it, or that there is no git at all.
    const [said = ''] = /not a git repository|^.* is not there$/.test(found.stderr) ? [] : found.stderr.trim().split('\n');
    return fail({ reason: 'not-a-repository', path, ...(said === '' ? {} : { said }) });
  }
  const [common = '', gitDir = ''] = found.stdout.split('\n');
  const commonDir = realpathSync(common);
  // Only a main worktree has the common directory for its own; a bare repository has no top level.
  const top = common === gitDir ? (await ask('--show-toplevel')).stdout.replace(/\n$/, '') : '';
  const mainWorktree = top === '' ? await findMainWorktree(commonDir) : realpathSync(top);
  return ok({ commonDir, mainWorktree, name: basename(mainWorktree ?? commonDir).replace(/\.git$/, '') });
}

/** A work tree belongs to the common directory by its setting (submodules, `--separate-git-dir`) or by being its parent. */
async function findMainWorktree(commonDir: string): Promise<string | null> {
  const read = async (args: string[]) => {
    const answer = await git({ cwd: commonDir, args: ['config', ...args], environment: { GIT_DIR: commonDir } });
    return answer.stdout.replace(/\n$/, '');
  };
  if ((await read(['--type=bool', '--get', 'core.bare'])) === 'true') return null;
  const configured = await read(['--get', 'core.worktree']);
  if (configured !== '') return real(resolve(commonDir, configured));
  return basename(commonDir) === '.git' ? dirname(commonDir) : null;
}

const real = (path: string): string | null => (existsSync(path) ? realpathSync(path) : null);
