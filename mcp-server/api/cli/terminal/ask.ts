import { confirm } from '@clack/prompts';
import type { Terminal } from './terminal.ts';

// Ctrl-D closes the reader of the prompt, which then would never answer.
const endOfInput = '\u0004';

/** Asks a person a yes-or-no question. Ctrl-C, Ctrl-D and Escape are a no, and so is silence from a place where nobody sits. */
export async function agrees({ isInteractive, stdin, stdout }: Terminal, question: string): Promise<boolean> {
  if (!isInteractive) return false;
  const left = new AbortController();
  const leave = () => left.abort();
  const listen = (typed: Buffer | string) => {
    if (typed.toString().includes(endOfInput)) leave();
  };
  stdin.on('data', listen).once('end', leave).once('close', leave);
  try {
    return (await confirm({ message: question, initialValue: true, input: stdin, output: stdout, signal: left.signal })) === true;
  } finally {
    stdin.off('data', listen).off('end', leave).off('close', leave);
  }
}
