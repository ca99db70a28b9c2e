import { findClaude } from '../../../domain/sessions/agents/find-claude.ts';
import { exec } from '../../../infra/process/exec.ts';
import type { Checkup } from '../say/checkup.ts';
import type { Environment } from '../terminal/context.ts';
import { unwell } from './unwell.ts';

/** Node was checked before this could run, so it is only named. */
export const examineNode = (): Checkup => ({
  name: 'node',
  state: 'good',
  finding: `${process.version} at ${process.execPath}`,
  mend: null,
});

// `git merge-tree --write-tree`, which merges are made with, came with 2.38.
const neededGit = [2, 38] as const;

/** git is there and new enough to merge trees without a checkout. */
export async function examineGit({ environment, cwd }: { environment: Environment; cwd: string }): Promise<Checkup> {
  const path = { PATH: environment['PATH'] ?? '' };
  const { stdout, exitCode } = await exec({ command: 'git', args: ['--version'], cwd, environment: { ...path, LC_ALL: 'C' } });
  const version = /\d+\.\d+(?:\.\d+)?/.exec(stdout)?.[0];
  if (exitCode !== 0 || version === undefined) {
    return { name: 'git', state: 'bad', finding: 'git is not on PATH.', mend: 'Install git 2.38 or newer.' };
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < neededGit[0] || (major === neededGit[0] && minor < neededGit[1]);
  if (isOld)
    return { name: 'git', state: 'bad', finding: `git ${version} cannot merge trees.`, mend: 'Install git 2.38 or newer.' };
  return { name: 'git', state: 'good', finding: version, mend: null };
}

/** Claude Code, as the repository configures it, is there and new enough. Only a session can tell whether it is logged in. */
export async function examineAgent({
  environment,
  configured,
}: {
  environment: Environment;
  configured: string | undefined;
}): Promise<Checkup> {
  const claude = await findClaude(environment, configured);
  if (!claude.ok) return unwell('claude', claude.failure);
  const { version, command } = claude.value;
  return {
    name: 'claude',
    state: 'good',
    finding: `Claude Code ${version} at ${command[0]}; its login is tried by the first session`,
    mend: null,
  };
}
