/** What the command line of an agent session says, as far as the scripted agent minds it. */
export interface Flags {
  version: boolean;
  sessionId: string | null;
  resume: string | null;
  /** The JSON schema that a structured answer must fit, as text. */
  schema: string | null;
  model: string;
  /** Messages are to be printed as they are taken. */
  replay: boolean;
}

/** Reads the flags of `claude -p` that matter here, and passes over all others and their values. */
export function readFlags(args: string[]): Flags {
  const value = (...names: string[]): string | null => {
    for (const [index, arg] of args.entries()) {
      const name = names.find((each) => arg === each || arg.startsWith(`${each}=`));
      if (name) return arg === name ? (args[index + 1] ?? null) : arg.slice(name.length + 1);
    }
    return null;
  };
  return {
    version: args.includes('--version') || args.includes('-v'),
    sessionId: value('--session-id'),
    resume: value('--resume', '-r'),
    schema: value('--json-schema'),
    model: value('--model') ?? 'scripted',
    replay: args.includes('--replay-user-messages'),
  };
}
