import type { Block, ToolResult, ToolUse } from '../model/wire/messages.ts';
import { ask } from './ask.ts';
import { Lines, type Outcome } from './lines.ts';
import { addUsage, charge, noUsage } from './spending.ts';
import { useTool } from './tools/use-tool.ts';
import { writeTranscript, type Transcript } from './transcript.ts';

/** What a session is launched with. */
export interface Launch {
  id: string;
  model: string;
  schema: string | null;
  replay: boolean;
  transcript: Transcript;
}

/** A message of a person, with an id where whoever wrote it wants to know that it was taken. */
export interface Said {
  content: string | Block[];
  uuid?: string | undefined;
}

/** One session of the scripted agent: asks the model, uses the tools that it asks for, and prints all of it. */
export class Session {
  readonly #launch: Launch;
  readonly #lines: Lines;
  #turn = new AbortController();

  constructor(launch: Launch) {
    this.#launch = launch;
    this.#lines = new Lines(launch.id);
  }

  /** Ends the turn that is under way, if any, and its command with it. */
  interrupt(requestId: string): void {
    this.#lines.interrupted(requestId);
    this.#turn.abort();
  }

  /** Takes one message of a person to its result. True when it went well. `queued` messages wait behind it. */
  async take({ content, uuid }: Said, queued: () => number): Promise<boolean> {
    this.#turn = new AbortController();
    const began = performance.now();
    const { transcript, model, schema, replay } = this.#launch;
    this.#lines.init({ model, hasSchema: schema !== null });
    if (replay && uuid) this.#lines.replay({ content, uuid });
    transcript.messages.push({ role: 'user', content });
    writeTranscript(this.#launch.id, transcript);

    const spent = { usage: noUsage, turns: 0 };
    let outcome: Outcome | null = null;
    while (!outcome) outcome = await this.#step(spent);
    const durationMs = Math.round(performance.now() - began);
    this.#lines.result(outcome, { ...spent, models: transcript.usage, durationMs, queued: queued() });
    return !outcome.isError;
  }

  /** One answer and the tools that it asks for. Null when the model is to be asked again. */
  async #step(spent: { usage: typeof noUsage; turns: number }): Promise<Outcome | null> {
    const { transcript, model, schema, id } = this.#launch;
    const { signal } = this.#turn;
    const asked = await ask({ messages: transcript.messages, model, schema, signal });
    if (signal.aborted) return interrupted;
    if (!('answer' in asked)) return unanswered(asked);
    const { answer } = asked;
    spent.turns += 1;
    spent.usage = addUsage(spent.usage, answer.usage);
    transcript.usage[model] = charge(transcript.usage[model], answer.usage);
    this.#lines.assistant(answer);

    const uses = answer.content.filter((block): block is ToolUse => block.type === 'tool_use');
    const results: ToolResult[] = [];
    for (const use of uses) results.push(await this.#use(use, signal));
    // An answer is kept together with its results: a transcript that ends between them could not be sent again.
    transcript.messages.push({ role: 'assistant', content: answer.content });
    if (results.length > 0) transcript.messages.push({ role: 'user', content: results });
    writeTranscript(id, transcript);

    if (signal.aborted) return interrupted;
    const given = uses.find(({ name }) => name === 'StructuredOutput')?.input;
    if (given && schema) return { ...completed, text: JSON.stringify(given), structured: given };
    if (uses.length > 0) return null;
    return { ...completed, text: answer.content.map((block) => (block.type === 'text' ? block.text : '')).join('') };
  }

  async #use({ id, name, input }: ToolUse, signal: AbortSignal): Promise<ToolResult> {
    const isAnswer = name === 'StructuredOutput' && this.#launch.schema !== null;
    const used = isAnswer ? { content: 'The answer was taken.', isError: false } : await useTool(name, input, signal);
    const result: ToolResult = { type: 'tool_result', tool_use_id: id, content: used.content, is_error: used.isError };
    this.#lines.user(result);
    return result;
  }
}

const completed = { subtype: 'success', isError: false, terminalReason: 'completed', apiErrorStatus: null } as const;

const interrupted: Outcome = {
  subtype: 'error_during_execution',
  isError: true,
  terminalReason: 'aborted_tools',
  apiErrorStatus: null,
  text: 'Interrupted',
};

// Claude Code calls this a success with an error in it, and so must whoever stands in for it.
const unanswered = ({ status, detail }: { status: number | null; detail: string }): Outcome => ({
  subtype: 'success',
  isError: true,
  terminalReason: 'api_error',
  apiErrorStatus: status,
  text: `API Error: ${status ?? 'no connection'} ${detail}`,
});
