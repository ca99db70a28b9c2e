import {
  ErrorCode,
  McpError,
  type CallToolRequest,
  type CallToolResult,
  type ProgressToken,
  type ServerNotification,
} from '@modelcontextprotocol/sdk/types.js';
import type { Infra } from '../../infra/infra.ts';
import { exhaustedBy } from '../../infra/process/exhausted.ts';
import { explain } from '../../kernel/explain.ts';
import type { Failure } from '../../kernel/failure.ts';
import { fail, type Result } from '../../kernel/result.ts';
import { nearest } from '../../kernel/issues.ts';

/** What the SDK tells of a call besides its parameters. */
interface Extra {
  signal: AbortSignal;
  _meta?: { progressToken?: ProgressToken | undefined } | undefined;
  sendNotification(notification: ServerNotification): Promise<void>;
}

/** Calls a tool of the table. A failure is a result that says so, in words for the model; only an unknown name is an error. */
export async function callTool(
  { open, cwd }: { open(): Promise<Result<Infra>>; cwd: string },
  { name, arguments: given }: CallToolRequest['params'],
  extra: Extra,
): Promise<CallToolResult> {
  const { tools } = await import('../tools/index.ts');
  const tool = tools.find((tool) => tool.name === name);
  if (!tool) {
    const near = nearest(
      name,
      tools.map((tool) => tool.name),
    );
    throw new McpError(ErrorCode.InvalidParams, `There is no tool ${name}.${near ? ` Did you mean ${near}?` : ''}`);
  }
  const infra = await open();
  if (!infra.ok) return failed(infra.failure);
  const context = { infra: infra.value, cwd, signal: extra.signal, progress: progressOf(extra) };
  const answer = await tool.call(given ?? {}, context).catch((error: unknown) => {
    const exhausted = exhaustedBy(error);
    if (exhausted) return fail(exhausted);
    throw error;
  });
  if (!answer.ok) return failed(answer.failure);
  return { content: [{ type: 'text', text: answer.value.text }], structuredContent: answer.value.facts };
}

/** The model reads the text alone of a failed call, so it says both what happened and what next. */
function failed(failure: Failure): CallToolResult {
  const { message, hint } = explain(failure);
  return { isError: true, content: [{ type: 'text', text: `${failure.reason}: ${message}\n${hint}` }] };
}

function progressOf({ _meta, sendNotification }: Extra): (message: string) => void {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return () => undefined;
  let progress = 0;
  return (message) => {
    progress += 1;
    // A client that is gone hears no progress; the call ends by its signal.
    sendNotification({ method: 'notifications/progress', params: { progressToken, progress, message } }).catch(() => undefined);
  };
}
