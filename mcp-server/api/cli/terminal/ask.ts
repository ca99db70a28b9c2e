import { confirm } from '@clack/prompts';
import type { Terminal } from './terminal.ts';

/** Asks a person a yes-or-no question. Ctrl-C and Escape are a no, and so is silence from a place where nobody sits. */
export async function agrees(terminal: Terminal, question: string): Promise<boolean> {
  if (!terminal.isInteractive) return false;
  const answer = await confirm({ message: question, initialValue: true, input: terminal.stdin, output: terminal.stdout });
  return answer === true;
}
