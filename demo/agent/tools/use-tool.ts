import { editFile } from './edit-file.ts';
import { readFile } from './read-file.ts';
import { runCommand } from './run-command.ts';
import { writeFile } from './write-file.ts';

/** What came of using a tool, as the model gets to read it. */
export interface Used {
  content: string;
  isError: boolean;
}

const tools = new Map<string, (input: Record<string, unknown>, signal: AbortSignal) => string | Promise<string>>([
  ['Read', readFile],
  ['Write', writeFile],
  ['Edit', editFile],
  ['Bash', runCommand],
]);

/** The tools that every session has. */
export const toolNames: string[] = [...tools.keys()];

/** Uses a tool in the current folder. What it throws is the model's to read. */
export async function useTool(name: string, input: Record<string, unknown>, signal: AbortSignal): Promise<Used> {
  const tool = tools.get(name);
  if (!tool) return { content: `There is no tool ${name}. There are ${toolNames.join(', ')}.`, isError: true };
  try {
    return { content: await tool(input, signal), isError: false };
  } catch (failure) {
    return { content: failure instanceof Error ? failure.message : String(failure), isError: true };
  }
}
