import { sessionFiles } from './session-files.ts';
import { asFields, asList, asText } from './stream/fields.ts';
import { FileTail } from './stream/file-tail.ts';

/** The last shell command that a session ran, from its transcript, or null when it ran none. */
export function hungCommand(directory: string): string | null {
  let command: string | null = null;
  const ignore = () => undefined;
  const tail = new FileTail(sessionFiles(directory).output, {
    onEvent: ({ type, ...event }) => {
      if (type !== 'assistant') return;
      for (const block of asList(asFields(event['message'])['content']).map(asFields))
        if (block['type'] === 'tool_use' && block['name'] === 'Bash') command = asText(asFields(block['input'])['command']);
    },
    onMalformed: ignore,
    onOversize: ignore,
  });
  tail.end();
  return command;
}
