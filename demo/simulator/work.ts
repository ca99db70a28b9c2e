import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Actor } from './actor.ts';

/** Does what the session's stage asks for, and gives its answer. */
export async function work(actor: Actor): Promise<void> {
  const { stage, task } = actor.header;
  if (stage === 'build' || stage === 'fix') {
    await actor.turn('I write the file.', { name: 'Write', input: { file_path: fileOf(task) } });
    write(task, stage);
    commit(`feat: ${task}`);
    await actor.turn('I commit it.', { name: 'Bash', input: { command: 'git commit' } });
    return actor.result();
  }
  await actor.turn('I look around.', { name: 'Read', input: { file_path: 'README.md' } });
  return actor.result(actor.orders.hasSchema ? { structured_output: answerOf(stage, task) } : {});
}

/** The file that a task's builder writes. */
const fileOf = (task: string): string => `simulated/${task}.txt`;

/** Writes the task's file, or adds to it. */
export function write(task: string, line: string): void {
  mkdirSync(dirname(fileOf(task)), { recursive: true });
  appendFileSync(fileOf(task), `${line}\n`);
}

/** Commits all that changed. */
export function commit(message: string): void {
  git('add', '-A');
  git('commit', '--quiet', '--allow-empty', '-m', message);
}

/** Runs git in the worktree. */
export const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' });

/** Leaves something behind that is not committed. */
export const leave = (path: string): void => writeFileSync(path, 'left behind\n');

function answerOf(stage: string, task: string): Record<string, unknown> {
  switch (stage) {
    case 'plan':
      return { summary: `Adds ${fileOf(task)}.`, paths: [fileOf(task)], steps: ['Write it.'], checks: [], risks: [] };
    case 'review':
      return { summary: 'It adds the file.', findings: [] };
    default:
      return { rule: `Keep ${fileOf(task)} short.`, why: 'It is read often.', paths: [fileOf(task)] };
  }
}
