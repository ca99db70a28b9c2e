import { blocksOf, textOf, type Message, type ToolResult, type ToolUse } from './messages.ts';

/** What a session was told last, and what has been done about it since. */
export interface Conversation {
  task: string;
  stage: string;
  /** The whole text of the brief. */
  brief: string;
  /** The tools used since, in order, each with its result. */
  calls: Call[];
}

/** A tool that was used. */
export interface Call {
  name: string;
  input: Record<string, unknown>;
  output: string;
  failed: boolean;
}

const firstLine = /^fanout: run=\S+ task=(\S+) stage=(\S+) attempt=\S+/m;

/** Finds the latest brief of a conversation, which holds several after a resume; null where there is none. */
export function readConversation(messages: Message[]): Conversation | null {
  // What the client adds of its own stands in messages with role `system` and in blocks of their own before the brief.
  for (const [index, message] of [...messages.entries()].toReversed()) {
    if (message.role !== 'user') continue;
    for (const block of blocksOf(message).toReversed()) {
      const found = block.type === 'text' ? firstLine.exec(block.text) : null;
      if (!found || block.type !== 'text') continue;
      return {
        task: found[1] ?? '',
        stage: found[2] ?? '',
        brief: block.text.slice(found.index),
        calls: callsIn(messages.slice(index + 1)),
      };
    }
  }
  return null;
}

function callsIn(messages: Message[]): Call[] {
  const blocks = messages.flatMap(blocksOf);
  const uses = blocks.filter((block): block is ToolUse => block.type === 'tool_use');
  const results = new Map(
    blocks.filter((block): block is ToolResult => block.type === 'tool_result').map((block) => [block.tool_use_id, block]),
  );
  return uses.flatMap(({ id, name, input }) => {
    const result = results.get(id);
    return result ? [{ name, input, output: textOf(result), failed: result.is_error === true }] : [];
  });
}
