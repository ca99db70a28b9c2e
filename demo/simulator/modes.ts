import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from './actor.ts';
import { refusals } from './refusals.ts';
import type { SimulatedMode } from '../../mcp-server/domain/sessions/agents/simulated-agent.ts';
import { commit, git, leave, work, write } from './work.ts';

/** Plays one session in its own way and answers the exit code. It may also never come back. */
export type Mode = (actor: Actor) => Promise<number>;

const forever = (): Promise<never> => new Promise(() => setInterval(() => undefined, 60_000));
const die = (signal: NodeJS.Signals): Promise<never> => {
  process.kill(process.pid, signal);
  return forever();
};
const isWriter = ({ header: { stage } }: Actor): boolean => stage === 'build' || stage === 'fix';

/** Every way in which a simulated session behaves, by name. */
export const modes: Record<SimulatedMode, Mode> = {
  ...refusals,
  works: async (actor) => {
    await work(actor);
    await actor.dismissed;
    return 0;
  },
  'hang-before-result': async (actor) => {
    await actor.turn('I think.');
    return forever();
  },
  'hang-from-start': () => forever(),
  'hang-after-result': async (actor) => {
    await work(actor);
    return forever();
  },
  'deaf-to-term': async (actor) => {
    process.on('SIGTERM', () => undefined);
    await actor.turn('I do not listen.');
    return forever();
  },
  'success-with-error': async (actor) => {
    await actor.turn('I try.');
    actor.result({ is_error: true, result: 'Something went wrong.' });
    return 0;
  },
  'error-during-execution': async (actor) => {
    await actor.turn('I try.');
    actor.result({ subtype: 'error_during_execution', is_error: true, result: 'It broke.' });
    return 1;
  },
  'success-then-exit-1': async (actor) => {
    await work(actor);
    return 1;
  },
  'exit-0-without-result': async (actor) => {
    await actor.turn('I leave.');
    return 0;
  },
  'exit-1-without-result': async () => 1,
  'cut-json': async (actor) => {
    await actor.turn('I print my result.');
    actor.raw('{"type":"result","subtype":"success","is_error":fal');
    return 0;
  },
  'long-line': async (actor) => {
    actor.raw('{"type":"user","message":{"role":"user","content":"');
    for (let sent = 0; sent < 100; sent++) actor.raw('x'.repeat(1024 * 1024));
    actor.raw('"}}\n');
    return modes.works(actor);
  },
  ansi: async (actor) => {
    actor.raw('\u001B[31mA start-up file says hello\u001B[0m\n\u001B]0;a title\u0007');
    return modes.works(actor);
  },
  'binary-noise': async (actor) => {
    actor.raw(Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x7b, 0xc3, 0x0a]));
    return modes.works(actor);
  },
  'not-json': async (actor) => {
    actor.raw('Welcome! This is not the protocol.\nGood bye.\n');
    return 0;
  },
  'killed-by-9': async (actor) => {
    await actor.turn('I am being watched.');
    return die('SIGKILL');
  },
  segfault: async (actor) => {
    await actor.turn('I touch what is not mine.');
    return die('SIGSEGV');
  },
  'exit-143': async (actor) => {
    await actor.turn('I was asked to leave.');
    return 143;
  },
  'kills-shim': async (actor) => {
    await actor.turn('I end the one who minds me.');
    process.kill(process.ppid, 'SIGKILL');
    return forever();
  },
  'commits-then-dies': async (actor) => {
    await actor.turn('I commit.');
    if (isWriter(actor)) {
      write(actor.header.task, 'first half');
      commit(`feat: half of ${actor.header.task}`);
    }
    return die('SIGKILL');
  },
  'dies-with-index-lock': async (actor) => {
    await actor.turn('I am in the middle of a commit, and of packing refs.');
    leave(`${git('rev-parse', '--git-dir').trim()}/index.lock`);
    leave(`${git('rev-parse', '--git-common-dir').trim()}/packed-refs.lock`);
    return die('SIGKILL');
  },
  'detached-grandchildren': async (actor) => {
    for (const scrubbed of [false, true]) {
      spawn('setsid', ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'], {
        stdio: 'ignore',
        detached: true,
        env: scrubbed ? { PATH: process.env['PATH'] ?? '' } : process.env,
      }).unref();
    }
    return modes.works(actor);
  },
  'nothing-committed': async (actor) => {
    await actor.turn('I believe that it is done.');
    actor.result();
    await actor.dismissed;
    return 0;
  },
  'dirty-tree': async (actor) => {
    await work(actor);
    if (isWriter(actor)) leave('left-behind.txt');
    await actor.dismissed;
    return 0;
  },
  'wrong-branch': async (actor) => {
    if (isWriter(actor)) git('checkout', '--quiet', '-b', `elsewhere-${actor.header.task}`);
    await work(actor);
    await actor.dismissed;
    return 0;
  },
  'detached-head': async (actor) => {
    if (isWriter(actor)) git('checkout', '--quiet', '--detach');
    await work(actor);
    await actor.dismissed;
    return 0;
  },
  'answer-missing': async (actor) => {
    await actor.turn('I forget the answer.');
    actor.result();
    await actor.dismissed;
    return 0;
  },
  'answer-unfit': async (actor) => {
    await actor.turn('I answer something else.');
    actor.result({ structured_output: { nonsense: true } });
    await actor.dismissed;
    return 0;
  },
  'answer-given-up': async (actor) => {
    await actor.turn('I cannot make it fit.');
    actor.result({ subtype: 'error_max_structured_output_retries', is_error: true, result: 'The answer does not fit.' });
    return 1;
  },
  'error-then-success': async (actor) => {
    actor.result({ is_error: true, subtype: 'error_during_execution', result: 'A first try failed.', queued_turn_count: 1 });
    return modes.works(actor);
  },
  'repeats-itself': async (actor) => {
    for (;;) await actor.turn('Again.', { name: 'Bash', input: { command: 'npm test' }, output: 'same', isError: true });
  },
  'no-progress': async (actor) => {
    for (let nth = 1; ; nth++, await delay(250))
      await actor.turn('I look further.', { name: 'Read', input: { file_path: `${nth}.txt` } });
  },
  'denied-for-good': async (actor) => {
    for (let nth = 1; ; nth++) {
      actor.emit({ type: 'system', subtype: 'permission_denied', tool_name: 'Bash' });
      await actor.turn('I try another way.', {
        name: 'Bash',
        input: { command: `make ${nth}` },
        output: 'denied',
        isError: true,
      });
    }
  },
  'spends-without-end': async (actor) => {
    for (let nth = 1; ; nth++) await actor.turn('One more thing.', { name: 'Bash', input: { command: `echo ${nth}` } });
  },
};
