/** What the Messages API says, as far as a scripted model needs it: https://docs.claude.com/en/api/messages. */

/** A piece of a message. */
export type Block = TextBlock | ToolUse | ToolResult;

/** Words. */
export interface TextBlock {
  type: 'text';
  text: string;
}

/** The model asks for a tool to be used. */
export interface ToolUse {
  type: 'tool_use';
  id: string;
  name: string;
  input: Record<string, unknown>;
}

/** What came of it. */
export interface ToolResult {
  type: 'tool_result';
  tool_use_id: string;
  content: string | TextBlock[];
  is_error?: boolean;
}

/** One message of a conversation. Claude Code also sends its surroundings as a last message with role `system`. */
export interface Message {
  role: 'user' | 'assistant' | 'system';
  content: string | Block[];
}

/** What a client asks. */
export interface Question {
  model: string;
  messages: Message[];
  tools?: { name: string }[];
  stream?: boolean;
}

/** Tokens, as they are billed. */
export interface Usage {
  input_tokens: number;
  cache_read_input_tokens: number;
  cache_creation_input_tokens: number;
  output_tokens: number;
}

/** What the model answers. */
export interface Answer {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: (TextBlock | ToolUse)[];
  stop_reason: 'end_turn' | 'tool_use';
  stop_sequence: null;
  usage: Usage;
}

/** The blocks of a message, also where it was sent as a bare text. */
export const blocksOf = ({ content }: Message): Block[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content;

/** The words of a tool's result. */
export const textOf = ({ content }: ToolResult): string =>
  typeof content === 'string' ? content : content.map((block) => block.text).join('');
