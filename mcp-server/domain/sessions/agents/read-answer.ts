import { asFields, asNumber, asText } from '../stream/fields.ts';
import type { Adapter } from './adapters.ts';

/** What an agent of another vendor left behind. */
export interface Printed {
  stdout: string;
  stderr: string;
  /** What it wrote into `{answer}`, or nothing. */
  answer: string | null;
}

/** Its answer, not yet checked; `problem` is what it says went wrong. */
export interface ReadAnswer {
  answer: unknown;
  problem: string | null;
  tokens: number | undefined;
}

/** Reads the answer of an agent in the form that its adapter names. Never throws: what cannot be read is no answer. */
export function readAnswer(parse: Adapter['parse'], printed: Printed): ReadAnswer {
  switch (parse) {
    case 'answer':
      return { answer: parseText(printed.answer ?? ''), problem: lastLine(printed.stderr), tokens: undefined };
    case 'stdout':
      return { answer: unwrap(parseText(printed.stdout)), problem: lastLine(printed.stderr), tokens: undefined };
    case 'codex':
      return readCodex(printed);
  }
}

// Some print their own envelope around the answer, and the answer as a text in it.
function unwrap(value: unknown): unknown {
  const fields = asFields(value);
  const within = [fields['response'], fields['result'], fields['structured_output']].find((one) => one !== undefined);
  if (within === undefined || 'findings' in fields) return value;
  return typeof within === 'string' ? parseText(within) : within;
}

/** JSON, also within a fence of Markdown. Nothing is fished out of prose: who answers in prose has not answered. */
function parseText(text: string): unknown {
  const inside = /^\s*```(?:json)?\n([\s\S]*?)\n```\s*$/.exec(text)?.[1] ?? text;
  try {
    return JSON.parse(inside);
  } catch {
    return null;
  }
}

/** The events of `codex exec --json`: `turn.failed` and `error` say what went wrong, `turn.completed` what it took. */
function readCodex({ stdout, stderr, answer }: Printed): ReadAnswer {
  const events = stdout.split('\n').map((line) => asFields(parseText(line)));
  const usage = asFields(events.findLast(({ type }) => type === 'turn.completed')?.['usage']);
  const failed = events.findLast(({ type }) => type === 'turn.failed' || type === 'error');
  const said = failed ? asText(asFields(failed['error'])['message']) || asText(failed['message']) : '';
  const hasEnded = events.some(({ type }) => type === 'turn.completed');
  const tokens = asNumber(usage['input_tokens']) + asNumber(usage['output_tokens']);
  return {
    // A turn that did not complete may have left the file of an earlier message.
    answer: hasEnded ? parseText(answer ?? '') : null,
    problem: hasEnded ? null : said || lastLine(stderr),
    tokens: tokens > 0 ? tokens : undefined,
  };
}

const lastLine = (text: string): string | null => text.trim().split('\n').at(-1)?.slice(0, 500) || null;
