import type { AgentSettings } from '../../../kernel/config-reviews.ts';

/** How an agent of another vendor is called, and where its answer is. */
export interface Adapter {
  /** Program and arguments. `{checkout}`, `{brief}`, `{schema}` and `{answer}` become paths. */
  argv: readonly string[];
  stdin: 'brief' | 'nothing';
  parse: 'answer' | 'stdout' | 'codex';
  timeoutMs: number;
  /** Names of the person's variables that it may see. */
  passEnvironment: readonly string[];
}

type Known = Adapter & { model: (model: string) => string[] };

const minute = 60_000;
const defaults = { stdin: 'brief', parse: 'stdout', timeoutMs: 20 * minute } as const;

// `-` makes it read the brief from stdin to its end. What a person configured for themselves is left out: servers and hooks of
// theirs would act in their name. `codex review` prints text, so `exec` with a schema it is.
const known: Readonly<Record<string, Known>> = {
  codex: {
    ...defaults,
    argv: [
      'codex',
      'exec',
      '--json',
      '--ephemeral',
      '--ignore-user-config',
      '--ignore-rules',
      '--skip-git-repo-check',
      '--sandbox=read-only',
      '--cd={checkout}',
      '--output-schema={schema}',
      '--output-last-message={answer}',
    ],
    parse: 'codex',
    passEnvironment: ['CODEX_HOME', 'CODEX_API_KEY', 'OPENAI_API_KEY'],
    model: (model) => [`--model=${model}`],
  },
};

/** The adapter of an agent: what is configured, over what is known. Null for one that nobody described. */
export function adapterOf(name: string, settings?: AgentSettings): Adapter | null {
  const own = known[name];
  const argv = settings?.argv ?? own?.argv;
  if (!argv) return null;
  const model = settings?.model !== undefined && own && !settings.argv ? own.model(settings.model) : [];
  const last = own && !settings?.argv ? ['-'] : [];
  return {
    argv: [...argv, ...model, ...(settings?.arguments ?? []), ...last],
    stdin: settings?.stdin ?? own?.stdin ?? defaults.stdin,
    parse: settings?.parse ?? own?.parse ?? defaults.parse,
    timeoutMs: settings?.timeoutMinutes === undefined ? (own?.timeoutMs ?? defaults.timeoutMs) : settings.timeoutMinutes * minute,
    passEnvironment: [...(own?.passEnvironment ?? []), ...(settings?.passEnvironment ?? [])],
  };
}
