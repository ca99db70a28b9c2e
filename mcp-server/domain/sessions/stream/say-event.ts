import { cleanText } from './clean-text.ts';
import { asFields, asList, asText } from './fields.ts';
import { readResult } from './final-result.ts';
import type { StreamEvent } from './stream-event.ts';

/** One line of a transcript, for people. */
export interface TranscriptLine {
  kind: 'started' | 'told' | 'says' | 'uses' | 'refused' | 'failed' | 'result';
  /** When it happened, as the agent wrote it, or null. */
  at: string | null;
  /** On one line and without control characters. */
  text: string;
}

/** Says an event in lines for people. Most events are of no interest to anybody and give none. */
export function sayEvent(event: StreamEvent): TranscriptLine[] {
  const at = asText(event['timestamp']) || null;
  const line = (kind: TranscriptLine['kind'], text: string): TranscriptLine[] => [{ kind, at, text: cleanText(text) }];
  if (event.type === 'assistant')
    return asList(asFields(event['message'])['content']).flatMap((block) => sayBlock(asFields(block), line));
  if (event.type === 'user') return sayUser(event, line);
  if (event.type === 'result') {
    const { isError, subtype, text } = readResult(event);
    return line(isError ? 'failed' : 'result', text || subtype);
  }
  if (event.type !== 'system') return [];
  if (event['subtype'] === 'init') return line('started', `${asText(event['model'])} in ${asText(event['cwd'])}`);
  if (event['subtype'] === 'permission_denied') return line('refused', asText(event['tool_name']));
  if (event['subtype'] === 'api_retry')
    return line('failed', `The service refused a request (${asText(event['error'])}); trying again`);
  return [];
}

type Line = (kind: TranscriptLine['kind'], text: string) => TranscriptLine[];

function sayBlock(block: Record<string, unknown>, line: Line): TranscriptLine[] {
  if (block['type'] === 'text') return line('says', asText(block['text']));
  if (block['type'] !== 'tool_use') return [];
  const input = asFields(block['input']);
  const subject = ['command', 'file_path', 'path', 'pattern', 'description', 'query', 'url']
    .map((key) => asText(input[key]))
    .find((text) => text !== '');
  return line('uses', `${asText(block['name'])} ${subject ?? ''}`);
}

function sayUser(event: StreamEvent, line: Line): TranscriptLine[] {
  const content = asFields(event['message'])['content'];
  if (event['isReplay'] === true) {
    const words =
      typeof content === 'string'
        ? content
        : asList(content)
            .map((block) => asText(asFields(block)['text']))
            .join(' ');
    return line('told', words);
  }
  return asList(content)
    .map(asFields)
    .filter((block) => block['is_error'] === true)
    .flatMap((block) =>
      line('failed', typeof block['content'] === 'string' ? block['content'] : JSON.stringify(block['content'])),
    );
}
