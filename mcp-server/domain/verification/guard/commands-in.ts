import { startsProgram } from './command-files.ts';
import { isScript, isShell } from './file-kinds.ts';
import { splitCommands } from './split-commands.ts';

// What is longer was written by a program.
const mostLetters = 200_000;

/** What a file says that may be commands: all of a shell's script, and of a program's text what stands in quotes. */
export function commandsIn(file: string, whole: string): string {
  const text = whole.slice(0, mostLetters);
  if (/(?:^|\/)pyproject\.toml$/.test(file)) return quotedCommands(taskSections(text));
  if (file.endsWith('.xml')) return text.replaceAll(/<[^<>]*>/g, ' ');
  return isShell(file, text) ? text : quotedCommands(text);
}

const taskSections = (text: string): string =>
  text
    .split(/^(?=\[)/m)
    .filter((section) => /^\[tool\.[^\]]*(?:script|task|env|tox)/.test(section))
    .join('');

const quoted = /"""([\s\S]*?)"""|'''([\s\S]*?)'''|"((?:\\.|[^"\\\n])*)"|'((?:\\.|[^'\\\n])*)'|`((?:\\.|[^`\\])*)`/g;

function quotedCommands(text: string): string {
  // A list of words, as most ways to start a process take it, is one command.
  const joined = text.replaceAll(/(["'])\s*,\s*\[?\s*\1/g, ' ');
  return Array.from(joined.matchAll(quoted), ([, ...found]) => found.find((one) => one !== undefined) ?? '')
    .filter((one) => (/\s/.test(one.trim()) ? splitCommands(one).some(startsProgram) : isScript(one)))
    .join('\n');
}
