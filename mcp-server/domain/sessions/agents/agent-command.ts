import type { Agent } from '../../../kernel/event.ts';
import type { Allowance, SessionId } from '../../../kernel/model.ts';
import type { SessionSettings } from './session-settings.ts';

/** What a command line is made of. */
export interface Order {
  agent: Agent;
  session: SessionId;
  resumes: SessionId | null;
  /** The agent's own name of the conversation that is resumed. */
  conversation: SessionId;
  settings: SessionSettings;
  /** A file with text for beside the system prompt. */
  rulesPath: string;
  schema?: object | undefined;
  model?: string | undefined;
  allowance: Allowance;
  tools: { allow: string[]; readOnly: boolean };
}

// No "Co-Authored-By" in commits that carry the person's name. The second key is what older versions read.
const courtesy = { attribution: { commit: '', pr: '' }, includeCoAuthoredBy: false };

// A session works in the worktree it was given, on the task it was given: it neither moves, schedules itself, nor writes to others.
const never = ['EnterWorktree', 'ExitWorktree', 'CronCreate', 'CronDelete', 'ScheduleWakeup', 'SendMessage', 'ListAgents'];
const writing = ['Edit', 'Write', 'NotebookEdit'];

/**
 * The command line of a headless session, for Claude Code and for whatever speaks its protocol. The settings, plugins and MCP
 * servers of the person stay out; `project` lets the repository's own CLAUDE.md and rules in.
 *
 * A reading session is `dontAsk` without the tools that write, and not `plan`: plan mode lets a classifier of the service
 * decide on commands that no rule allows.
 */
export function agentCommand({
  agent,
  session,
  resumes,
  conversation,
  settings,
  rulesPath,
  schema,
  model,
  allowance,
  tools,
}: Order): string[] {
  const { usd, turns } = allowance;
  return [
    ...agent.command,
    '-p',
    ...['--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose', '--replay-user-messages'],
    ...(resumes === null ? ['--session-id', session] : ['--resume', conversation]),
    ...['--setting-sources', 'project', '--strict-mcp-config', '--settings', JSON.stringify({ ...courtesy, ...settings })],
    ...['--append-system-prompt-file', rulesPath],
    ...['--permission-mode', tools.readOnly ? 'dontAsk' : 'acceptEdits'],
    ...['--disallowedTools', ...never, ...(tools.readOnly ? writing : [])],
    ...(tools.allow.length > 0 ? ['--allowedTools', ...tools.allow] : []),
    ...(model === undefined ? [] : ['--model', model]),
    ...(isLimit(usd) ? ['--max-budget-usd', usd.toFixed(4)] : []),
    ...(isLimit(turns) ? ['--max-turns', String(turns)] : []),
    // Claude Code refuses a schema that names the dialect which zod writes in.
    ...(schema === undefined ? [] : ['--json-schema', JSON.stringify({ ...schema, $schema: undefined })]),
  ];
}

const isLimit = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);
