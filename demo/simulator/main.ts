import { createInterface } from 'node:readline';
import { randomUUID } from 'node:crypto';
import { Actor, OverBudget, type Orders } from './actor.ts';
import { modes } from './modes.ts';
import { Stage, type Header } from './scenario.ts';

/** The simulator: an agent without a model, which behaves as its scenario says. It speaks Claude Code's protocol. */
const args = process.argv.slice(2);
const value = (name: string): string | null => args[args.indexOf(name) + 1] ?? null;
const has = (name: string): boolean => args.includes(name);

if (has('--version')) process.stdout.write('1.0.0 (fanout simulator)\n');
else process.exit(await play(new Stage(value('--scenario') ?? '')));

async function play(stage: Stage): Promise<number> {
  const resumed = has('--resume') ? value('--resume') : null;
  if (resumed !== null && !stage.has(resumed)) {
    process.stderr.write(`No conversation found with session ID: ${resumed}\n`);
    return 1;
  }
  const input = listen();
  const { header, uuid, content } = await input.first;
  const orders: Orders = {
    conversation: resumed ?? value('--session-id') ?? randomUUID(),
    hasSchema: has('--json-schema'),
    maxUsd: has('--max-budget-usd') ? Number(value('--max-budget-usd')) : Infinity,
    maxTurns: has('--max-turns') ? Number(value('--max-turns')) : Infinity,
  };
  const name = stage.modeOf(header);
  const mode = modes[name];
  const actor = new Actor({ header, orders, stage, dismissed: input.end });
  if (name !== 'hang-from-start' && name !== 'cannot-resume' && name !== 'exit-1-without-result') {
    actor.begin();
    actor.emit({ type: 'user', message: { role: 'user', content }, isReplay: true, uuid });
  }
  try {
    return await mode(actor);
  } catch (error) {
    if (!(error instanceof OverBudget)) throw error;
    actor.result({ subtype: error.message, is_error: true, result: 'The budget of this session is spent.' });
    return 1;
  }
}

/** Hears the first brief, and the end of the input. */
function listen(): { first: Promise<{ header: Header; uuid: string; content: string }>; end: Promise<void> } {
  const lines = createInterface({ input: process.stdin });
  const end = new Promise<void>((resolve) => lines.once('close', resolve));
  const first = new Promise<{ header: Header; uuid: string; content: string }>((resolve) =>
    lines.once('line', (line) => {
      const { uuid, message } = JSON.parse(line) as { uuid: string; message: { content: string } };
      const found = /^fanout: run=(\S+) task=(\S+) stage=(\S+)/m.exec(message.content);
      const header = { run: found?.[1] ?? '', task: found?.[2] ?? '', stage: found?.[3] ?? '' };
      resolve({ header, uuid, content: message.content });
    }),
  );
  return { first, end };
}
