import type { Agent } from '../../../kernel/event.ts';

type Environment = Readonly<Record<string, string | undefined>>;

// What says where the model is, who pays, and how patient to be. Everything else of CLAUDE_* describes the session that we
// may run in ourselves (`CLAUDECODE`, `CLAUDE_CODE_SESSION_ID`, …) and would make the agent take itself for its child.
const always = new Set(
  [
    'CLAUDE_CODE_OAUTH_TOKEN CLAUDE_CONFIG_DIR CLAUDE_CODE_MAX_RETRIES CLAUDE_CODE_RETRY_WATCHDOG CLAUDE_CODE_MAX_OUTPUT_TOKENS',
    'CLAUDE_CODE_USE_BEDROCK CLAUDE_CODE_USE_VERTEX CLAUDE_CODE_USE_FOUNDRY CLAUDE_CODE_SKIP_BEDROCK_AUTH CLAUDE_CODE_SKIP_VERTEX_AUTH',
    'CLAUDE_CODE_API_KEY_HELPER_TTL_MS CLAUDE_CODE_CLIENT_CERT CLAUDE_CODE_CLIENT_KEY CLAUDE_CODE_CLIENT_KEY_PASSPHRASE',
    'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC DISABLE_TELEMETRY DISABLE_ERROR_REPORTING API_TIMEOUT_MS IS_SANDBOX',
    'BASH_DEFAULT_TIMEOUT_MS BASH_MAX_TIMEOUT_MS',
  ].flatMap((line) => line.split(' ')),
);

const clouds: { selector: string; names: RegExp }[] = [
  { selector: 'CLAUDE_CODE_USE_BEDROCK', names: /^AWS_/ },
  { selector: 'CLAUDE_CODE_USE_VERTEX', names: /^(?:GOOGLE_|GCLOUD_|VERTEX_|CLOUD_ML_REGION$)/ },
  { selector: 'CLAUDE_CODE_USE_FOUNDRY', names: /^AZURE_/ },
];

/**
 * What an agent needs of our own environment besides what every child gets: its login, its model's address and its patience;
 * a cloud's credentials only where that cloud serves the model. And what makes sessions side by side possible: no memory that
 * all worktrees share, no update in the middle of a run.
 */
export function agentEnvironment(environment: Environment, agent: Agent): Record<string, string> {
  const served = clouds.filter(({ selector }) => environment[selector] !== undefined).map(({ names }) => names);
  const isNeeded = (name: string) =>
    always.has(name) || name.startsWith('ANTHROPIC_') || served.some((names) => names.test(name));
  const needed = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && isNeeded(entry[0]),
  );
  const own: Record<string, string> =
    agent.name === 'claude' ? { CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1', DISABLE_AUTOUPDATER: '1' } : {};
  return { ...Object.fromEntries(needed), ...own };
}
