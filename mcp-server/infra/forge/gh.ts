import { tmpdir } from 'node:os';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { exec } from '../process/exec.ts';

/** What `gh` finds its login and its configuration by: the person's whole environment. */
export interface Forge {
  environment: Readonly<Record<string, string | undefined>>;
}

/** One call of GitHub's command line about one repository, `host/owner/name`. */
export interface GhCall {
  repository: string;
  /** The command and its flags, or `api` with its path; text of others only ever as `--flag=text` or on stdin. */
  args: readonly string[];
  input?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Why the forge could not be asked. */
export type GhReason = 'program-missing' | 'forge-refused';

// A forge that answers at all answers within seconds.
const timeoutMs = 120_000;

// Nobody is there to be asked, and nothing but the answer may be printed.
const quiet = { GH_PROMPT_DISABLED: '1', GH_NO_UPDATE_NOTIFIER: '1', GH_PAGER: 'cat', NO_COLOR: '1', CLICOLOR_FORCE: '0' };

/** Calls the person's own `gh`, with their login. The value is what it printed; what it refuses is a failure with its words. */
export async function gh({ environment }: Forge, { repository, args, input, signal }: GhCall): Promise<Result<string, GhReason>> {
  const own = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const answer = await exec({
    command: 'gh',
    args: [...args, args[0] === 'api' ? `--hostname=${repository.split('/')[0] ?? ''}` : `--repo=${repository}`],
    // Outside of any repository: what is meant is named, not guessed.
    cwd: tmpdir(),
    environment: { ...Object.fromEntries(own), ...quiet },
    timeoutMs,
    ...(input === undefined ? {} : { input }),
    ...(signal ? { signal } : {}),
  });
  if (answer.missing) return fail({ reason: 'program-missing', program: 'gh', hint: howToInstall });
  if (answer.exitCode === 0) return ok(answer.stdout);
  const detail = answer.timedOut ? `no answer within ${timeoutMs / 1000} s` : answer.stderr.trim();
  const what = args.slice(0, 2).join(' ');
  return fail({ reason: 'forge-refused', repository, what, exitCode: answer.exitCode, detail });
}

const howToInstall =
  'Install it (https://cli.github.com), log in with `gh auth login`, and say it again. `fanout deliver --as branch` pushes the branch without it.';
