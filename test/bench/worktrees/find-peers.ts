import { spawnSync } from 'node:child_process';
import type { TestRepository } from '../../support/repository.ts';

/** Another program that makes worktrees, and how it is asked for one. */
export interface Peer {
  name: string;
  /** Whether it is on PATH. */
  isThere: boolean;
  add(nth: string): void;
}

const commands: Record<string, (branch: string) => [string, ...string[]]> = {
  'git-worktree-runner': (branch) => ['git-gtr', 'new', branch, '--no-fetch', '--yes', '--from-current', '--no-hooks'],
  phantom: (branch) => ['phantom', 'create', branch],
};

/** The programs that people make worktrees with, for the repository; those that are not installed do nothing. */
export const findPeers = (sample: TestRepository): Peer[] =>
  Object.entries(commands).map(([name, command]) => {
    const isThere = spawnSync(command('')[0], ['--version'], { stdio: 'ignore' }).error === undefined;
    const add = (nth: string): void => {
      if (!isThere) return;
      const [program, ...args] = command(`${name}-${nth}`);
      const environment = { ...process.env, HOME: sample.folder, CI: '1' };
      const { status, stderr } = spawnSync(program, args, { cwd: sample.path, env: environment, encoding: 'utf8' });
      if (status !== 0) throw new Error(`${name}: ${stderr}`);
    };
    return { name, isThere, add };
  });
