/** One line of an agent's output. Only what is read somewhere is described; the rest comes along unread. */
export interface StreamEvent {
  type: string;
  [key: string]: unknown;
}

// Colours and titles that a shell's start-up file or a tool writes between the events.
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const escapes = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[@-Z\\-_])/g;

/** Removes terminal escape sequences. */
export const withoutEscapes = (text: string): string => text.replace(escapes, '');

/** Reads one line, or answers null when it is not an event. Never throws, whatever the bytes. */
export function parseEvent(line: Buffer): StreamEvent | null {
  const raw = line.toString('utf8');
  // JSON never holds an escape character as it is, so removing them cannot change an event.
  const text = (line.includes(0x1b) ? withoutEscapes(raw) : raw).replace(/^\uFEFF/, '').trim();
  if (!text.startsWith('{')) return null;
  try {
    const value = JSON.parse(text) as unknown;
    return isEvent(value) ? value : null;
  } catch {
    return null;
  }
}

const isEvent = (value: unknown): value is StreamEvent =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
