import { adapterOf } from '../../../domain/sessions/agents/adapters.ts';
import { findClaude } from '../../../domain/sessions/agents/find-claude.ts';
import { agentEnvironment } from '../../../domain/sessions/agents/agent-environment.ts';
import type { Agent } from '../../../kernel/event.ts';
import { scrubEnvironment } from '../../../infra/process/scrub.ts';
import { findProgram } from '../../../domain/sessions/agents/find-program.ts';
import { exec } from '../../../infra/process/exec.ts';
import { knownAgents, type ReviewConfig } from '../../../kernel/config-reviews.ts';
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

/** Claude Code, as the repository configures it, is there, new enough and logged in, as far as it says so itself. */
export async function examineAgent({
  environment,
  cwd,
  configured,
}: {
  environment: Environment;
  cwd: string;
  configured: string | undefined;
}): Promise<Checkup> {
  const claude = await findClaude(environment, configured);
  if (!claude.ok) return unwell('claude', claude.failure);
  const { version, command } = claude.value;
  const where = `Claude Code ${version} at ${command[0]}`;
  const login = await readLogin(claude.value, { environment, cwd });
  if (login === 'none')
    return {
      name: 'claude',
      state: 'bad',
      finding: `${where} is not logged in.`,
      mend: 'Run `claude` once and log in, or set ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN.',
    };
  const words = login === 'unsaid' ? 'its login is tried by the first session' : `logged in (${login})`;
  return { name: 'claude', state: 'good', finding: `${where}; ${words}`, mend: null };
}

// It asks the network; a person who asks the doctor should not wait for that.
const loginMs = 5_000;

/** How Claude Code is logged in by its own account, `none`, or `unsaid` where it does not say. */
async function readLogin(agent: Agent, { environment, cwd }: { environment: Environment; cwd: string }): Promise<string> {
  const { stdout } = await exec({
    command: agent.command[0] ?? '',
    args: [...agent.command.slice(1), 'auth', 'status'],
    cwd,
    environment: { ...scrubEnvironment(environment), ...agentEnvironment(environment, agent) },
    timeoutMs: loginMs,
  });
  try {
    const said = JSON.parse(stdout) as { loggedIn?: unknown; authMethod?: unknown };
    if (said.loggedIn === false) return 'none';
    return said.loggedIn === true && typeof said.authMethod === 'string' ? said.authMethod : 'unsaid';
  } catch {
    return 'unsaid';
  }
}

/** The agents of other vendors that review as well are there. Where one is not, reviews are Claude Code's alone. */
export function examineOpinions({ environment, reviews }: { environment: Environment; reviews: ReviewConfig }): Checkup[] {
  const names = reviews.others ?? [...knownAgents];
  return names.map((name): Checkup => {
    const wanted = adapterOf(name, reviews.agents[name])?.argv[0] ?? name;
    const path = findProgram(wanted, environment);
    if (path !== null) return { name, state: 'good', finding: `${path} reviews as well`, mend: null };
    const finding = `There is no ${wanted} on PATH, so ${name} gives no second opinion.`;
    const mend = 'Install it and log in, or leave it out with `reviews.others` in fanout.yaml.';
    return { name, state: reviews.require ? 'bad' : 'note', finding, mend };
  });
}
