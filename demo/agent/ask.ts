import type { Answer, Message } from '../model/wire/messages.ts';
import { toolNames } from './tools/use-tool.ts';

/** The model's answer, or why there is none: the API's status, or null when it could not be reached. */
export type Asked = { answer: Answer } | { status: number | null; detail: string };

/** Asks the Messages API at ANTHROPIC_BASE_URL. */
export async function ask({
  messages,
  model,
  schema,
  signal,
}: {
  messages: Message[];
  model: string;
  schema: string | null;
  signal: AbortSignal;
}): Promise<Asked> {
  const base = process.env['ANTHROPIC_BASE_URL'];
  if (!base) return { status: null, detail: 'ANTHROPIC_BASE_URL names no scripted model' };
  const tools: unknown[] = toolNames.map((name) => ({ name, input_schema: { type: 'object' } }));
  if (schema) tools.push({ name: 'StructuredOutput', input_schema: JSON.parse(schema) as unknown });
  try {
    const response = await fetch(`${base}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': process.env['ANTHROPIC_API_KEY'] ?? '' },
      body: JSON.stringify({ model, max_tokens: 32_000, messages, tools }),
      signal,
    });
    if (!response.ok) return { status: response.status, detail: await response.text() };
    return { answer: (await response.json()) as Answer };
  } catch (failure) {
    return { status: null, detail: String(failure) };
  }
}
