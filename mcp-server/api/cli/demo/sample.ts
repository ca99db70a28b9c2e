import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gitOk } from '../../../infra/git/git.ts';
import { shipped } from '../../../kernel/installation.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import type { Scene } from './scene.ts';

/** The folder of what the demo plays with: the sample project, its graph and specs, the scripted model and agent. */
export const demoFolder = (): string => shipped('demo');

const author = { name: 'Demo', email: 'demo@localhost' };

/** Makes the sample repository: the project, committed once on `main`, with an author of its own in its configuration. */
export async function makeSample({ repository, home }: Scene): Promise<Result<null, 'git-failed'>> {
  cpSync(join(demoFolder(), 'project'), repository, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  // Without the person's own configuration: templates, signing and default branches of theirs are no part of this.
  const environment = { HOME: home, XDG_CONFIG_HOME: join(home, '.config'), GIT_CONFIG_NOSYSTEM: '1' };
  const steps = [
    ['init', '--quiet', '--initial-branch=main', '.'],
    ['config', 'user.name', author.name],
    ['config', 'user.email', author.email],
    ['add', '--all'],
    ['commit', '--quiet', '--message=A small lending library'],
  ];
  for (const args of steps) {
    const done = await gitOk({ cwd: repository, args, environment });
    if (!done.ok) return done;
  }
  return ok(null);
}
