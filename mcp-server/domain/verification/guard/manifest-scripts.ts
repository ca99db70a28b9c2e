import { posix } from 'node:path';

/** A JSON object, empty when the text is none. */
export function readObject(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The scripts of a `package.json` or `composer.json` as shell lines, none when it cannot be read. Composer's `@` is resolved. */
export function readScripts(text: string | null): Map<string, string> {
  const scripts = readObject(text)['scripts'];
  if (typeof scripts !== 'object' || scripts === null) return new Map();
  return new Map(
    Object.entries(scripts).flatMap(([name, script]: [string, unknown]) => {
      const lines = (Array.isArray(script) ? script : [script]).filter((line) => typeof line === 'string');
      const text = lines.map((line) => line.replace(/^@(php|composer)\b/, '$1').replace(/^@(?=\w)/, 'composer ')).join('\n');
      return text === '' ? [] : [[name, text]];
    }),
  );
}

const runners =
  /^(?:(?:npm|pnpm|yarn|bun|npx|pnpx|bunx|npm-run-all2?|run-[sp]|wireit|turbo|nx|lerna|wsrun|concurrently|node)(?:\.cmd)?)$/;
const everywhere =
  /^(?:-ws?|-r|-F|--filter|--recursive|--workspaces?|workspaces?|foreach|--projects|turbo|nx|lerna|wsrun)(?:=|$)/;

/** A script that a command may run, and whether it may be one of any package below the top. */
export interface NamedScript {
  manifest: 'package.json' | 'composer.json';
  /** `*` stands for anything. */
  name: string;
  everywhere: boolean;
}

/** The names that a command gives to what runs a manifest's scripts. */
export function namedScripts(words: readonly string[]): NamedScript[] {
  const programs = words.map((word) => posix.basename(word));
  const isAny = words.some((word) => everywhere.test(word));
  const from = programs.findIndex((program) => runners.test(program) || /^composer(?:\.phar)?$/.test(program));
  const runs = from >= 0 && (programs[from] !== 'node' || words.includes('--run'));
  if (!runs) return [];
  const manifest = (programs[from] ?? '').startsWith('composer') ? 'composer.json' : 'package.json';
  const names = words
    .slice(from + 1)
    .flatMap((word) => word.split(','))
    .map((word) => word.replace(/^(?:npm|--run=)?:?/, ''));
  return names.map((name) => ({ manifest, name: name === 't' || name === 'tst' ? 'test' : name, everywhere: isAny }));
}
