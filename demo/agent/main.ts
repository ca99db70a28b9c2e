import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readFlags } from './flags.ts';
import { Session, type Said } from './session.ts';
import { hasTranscript, readTranscript, type Transcript } from './transcript.ts';

/** A line of the input: a message, or a control request. */
type InputLine =
  | { type: 'user'; message: Pick<Said, 'content'>; uuid?: string }
  | { type: 'control_request'; request_id: string; request: { subtype: string } };

const flags = readFlags(process.argv.slice(2));
// Commands run in groups of their own, and the exit handler of each ends them.
process.on('SIGTERM', () => process.exit(143));
process.on('SIGINT', () => process.exit(130));
process.on('SIGHUP', () => process.exit(129));

if (flags.version) process.stdout.write(`${version()} (fanout scripted agent)\n`);
else if (flags.resume && !hasTranscript(flags.resume)) refuse(`No conversation found with session ID: ${flags.resume}`);
else if (flags.sessionId && hasTranscript(flags.sessionId)) refuse(`Session ID ${flags.sessionId} is already in use.`);
else if (flags.resume) await work(flags.resume, readTranscript(flags.resume));
else await work(flags.sessionId ?? randomUUID(), { messages: [], usage: {} });

/** Takes messages one after another until the input ends. The last one's result is the exit code. */
async function work(id: string, transcript: Transcript): Promise<void> {
  const session = new Session({ id, model: flags.model, schema: flags.schema, replay: flags.replay, transcript });
  let waiting = 0;
  const next = async (before: Promise<void>, said: Said): Promise<void> => {
    await before;
    waiting -= 1;
    const isGood = await session.take(said, () => waiting);
    process.exitCode = isGood ? 0 : 1;
  };
  let working = Promise.resolve();
  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.trim()) continue;
    const input = JSON.parse(line) as InputLine;
    if (input.type === 'control_request' && input.request.subtype === 'interrupt') session.interrupt(input.request_id);
    if (input.type !== 'user') continue;
    waiting += 1;
    working = next(working, { content: input.message.content, uuid: input.uuid });
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
