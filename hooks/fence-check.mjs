// The whole check of the fence, started by fence.sh for what it cannot decide: argument 1 names the file with the folders that
// the session may write in, the call comes on stdin. Exit 0 lets it through, 2 refuses it with the reason on stderr.
import { readFileSync, realpathSync } from 'node:fs';
import { judgeCommand } from './fence/judge-command.mjs';
import { judgePath } from './fence/judge-path.mjs';

try {
  const roots = readFileSync(process.argv[2] ?? '', 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => realpathSync(line));
  const call = JSON.parse(readFileSync(0, 'utf8'));
  const refusal = judge(call, roots);
  if (refusal === null) process.exit(0);
  process.stderr.write(`${refusal}\n`);
} catch (error) {
  process.stderr.write(
    `The fence of this session is broken, so nothing may be written (${String(error)}). Stop, and say so in your answer.\n`,
  );
}
process.exit(2);

/**
 * @param {{ tool_name: string, cwd: string, tool_input: Record<string, unknown> }} call
 * @param {string[]} roots
 * @returns {string | null}
 */
function judge({ tool_name: tool, cwd, tool_input: input }, roots) {
  if (tool === 'Bash') return judgeCommand(text(input.command, 'command'), { cwd, roots });
  const path = tool === 'NotebookEdit' ? text(input.notebook_path, 'notebook_path') : text(input.file_path, 'file_path');
  return judgePath(path, { cwd, roots });
}

/** @param {unknown} value @param {string} name */
function text(value, name) {
  if (typeof value !== 'string' || value === '') throw new Error(`the call has no ${name}`);
  return value;
}
