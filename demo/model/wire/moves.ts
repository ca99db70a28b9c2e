import type { TextBlock, ToolUse } from './messages.ts';

/** What the model does next: say something, or use a tool. */
export type Move = TextBlock | Omit<ToolUse, 'id'>;

/** Says something; without a tool beside it, this ends the turn. */
export const say = (text: string): Move => ({ type: 'text', text });

/** Reads a file. Claude Code refuses to change one that was not read. */
export const read = (path: string): Move => use('Read', { file_path: path });

/** Writes a new file. */
export const write = (path: string, content: string): Move => use('Write', { file_path: path, content });

/** Replaces a text that occurs once in a file. */
export const edit = (path: string, before: string, after: string): Move =>
  use('Edit', { file_path: path, old_string: before, new_string: after });

/** Runs a command in the worktree. */
export const run = (command: string, description: string): Move => use('Bash', { command, description });

/** Gives the structured answer that the session was launched for, which ends it. */
export const give = (answer: Record<string, unknown>): Move => use('StructuredOutput', answer);

const use = (name: string, input: Record<string, unknown>): Move => ({ type: 'tool_use', name, input });
