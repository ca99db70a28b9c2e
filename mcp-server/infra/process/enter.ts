import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { shipped } from '../../kernel/installation.ts';

/** The variable that names the folder of a workspace's overlay mounts: whatever starts with it starts where they are mounted. */
export const overlayVariable = 'FANOUT_OVERLAY';

/** The script that runs a command where the mounts of a folder are. */
export const enterScript = shipped('mcp-server', 'infra', 'process', 'enter.sh');

/** What is started so that a program runs where the packages of its workspace are; the program itself where nothing is mounted. */
export function entering({
  command,
  args,
  environment,
}: {
  command: string;
  args: readonly string[];
  environment: Readonly<Record<string, string>>;
}): { command: string; args: readonly string[] } {
  const overlay = environment[overlayVariable];
  if (overlay === undefined || !existsSync(join(overlay, '0'))) return { command, args };
  return { command: 'sh', args: [enterScript, overlay, command, ...args] };
}
