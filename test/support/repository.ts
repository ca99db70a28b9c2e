import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Commit, Repository } from '../../mcp-server/kernel/model.ts';

/** A real repository that is thrown away. `folder` holds it and what stands beside it, such as its worktrees. */
export interface TestRepository {
  folder: string;
  /** The main worktree, on branch `main`. */
  path: string;
  /** The same, as the product names it. */
  repository: Repository;
  /** The first commit, with all `files`. */
  base: Commit;
  /** Runs git in the main worktree, or in `cwd`, and answers its output without the last line end. Throws when it fails. */
  git(args: string[], options?: { cwd?: string; input?: string }): string;
  /** Writes files, relative to the main worktree. */
  write(files: Record<string, string>): void;
  /** Writes files and commits them on the branch that is checked out. */
  commit(files: Record<string, string>, message?: string): Commit;
  dispose(): void;
}

/** Makes a repository with one commit of `files` in a folder of its own. Nothing of the person's git configuration counts. */
export function makeRepository({
  files = { 'README.md': '# sample\n' },
  name = 'sample',
}: { files?: Record<string, string>; name?: string } = {}): TestRepository {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fanout-repository-')));
  const path = join(folder, name);
  mkdirSync(path);
  const git: TestRepository['git'] = (args, { cwd = path, input = '' } = {}) =>
    execFileSync('git', args, { cwd, input, env: gitEnvironment(folder), encoding: 'utf8', stdio: 'pipe' }).replace(/\n$/, '');
  const write: TestRepository['write'] = (contents) => {
    for (const [file, content] of Object.entries(contents)) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), content);
    }
  };
  const commit: TestRepository['commit'] = (contents, message = 'change') => {
    write(contents);
    git(['add', '--all']);
    git(['commit', '--quiet', '--allow-empty', '--message', message]);
    return git(['rev-parse', 'HEAD']) as Commit;
  };
  git(['init', '--quiet', '--initial-branch=main']);
  git(['config', 'user.name', 'Sam Tester']);
  git(['config', 'user.email', 'sam@example.org']);
  const base = commit(files, 'first');
  const repository = { commonDir: join(path, '.git'), mainWorktree: path, name: basename(path) };
  return {
    folder,
    path,
    repository,
    base,
    git,
    write,
    commit,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const gitEnvironment = (home: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  GIT_CONFIG_NOSYSTEM: '1',
  LC_ALL: 'C',
});
