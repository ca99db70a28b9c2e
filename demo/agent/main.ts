import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Block } from '../model/wire/messages.ts';
import { readFlags } from './flags.ts';
import { Session } from './session.ts';
import { hasTranscript, readTranscript, type Transcript } from './transcript.ts';

/** A line of the input: a message, or a control request. */
type InputLine =
  | { type: 'user'; message: { content: string | Block[] } }
  | { type: 'control_request'; request_id: string; request: { subtype: string } };

const flags = readFlags(process.argv.slice(2));
// Commands run in groups of their own, and the exit handler of each ends them.
for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const)
  process.on(signal, () => process.exit(code));

if (flags.version) process.stdout.write(`${version()} (fanout scripted agent)\n`);
else if (flags.resume && !hasTranscript(flags.resume)) refuse(`No conversation found with session ID: ${flags.resume}`);
else if (flags.sessionId && hasTranscript(flags.sessionId)) refuse(`Session ID ${flags.sessionId} is already in use.`);
else
  await work(
    flags.resume ?? flags.sessionId ?? randomUUID(),
    flags.resume ? readTranscript(flags.resume) : { messages: [], usage: {} },
  );

/** Takes messages one after another until the input ends. The last one's result is the exit code. */
async function work(id: string, transcript: Transcript): Promise<void> {
  const session = new Session({ id, model: flags.model, schema: flags.schema, transcript });
  const waiting: (string | Block[])[] = [];
  const next = async (before: Promise<void>): Promise<void> => {
    await before;
    const isGood = await session.take(waiting.shift() ?? '', () => waiting.length);
    process.exitCode = isGood ? 0 : 1;
  };
  let working = Promise.resolve();
  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.trim()) continue;
    const input = JSON.parse(line) as InputLine;
    if (input.type === 'control_request' && input.request.subtype === 'interrupt') session.interrupt(input.request_id);
    if (input.type !== 'user') continue;
    waiting.push(input.message.content);
    working = next(working);
  }
  await working;
}

function refuse(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return version;
}
