import { posix } from 'node:path';
import { isCompiled } from './file-kinds.ts';

/** What a command does with a file that it names. */
export type FileRole =
  /** It stands where a command does. */
  | 'command'
  /** An interpreter starts it. */
  | 'run'
  /** A shell, a Makefile or a list of tasks takes its lines in. */
  | 'loaded'
  /** An option says that it configures the command, or is loaded before it. */
  | 'setting'
  /** Whatever else. */
  | 'operand';

/** A word of a command that may name a file, and its role. */
export interface NamedWord {
  word: string;
  role: FileRole;
}

const interpreters =
  /^(?:(?:ba|z|da|k|a)?sh|shell|node(?:js)?|deno|bun|tsx|ts-node(?:-esm)?|jiti|py|python[\d.]*|pypy\d?|ruby|perl|php|luajit|lua[\d.]*|rscript|julia|elixir|escript|groovy|pwsh|powershell|bats|run|exec|xargs)$/i;
// `node --check` and its like read a file and run none of it.
const checksSyntax = /^(?:(?:node|ruby|perl) (?:-c|--check|-wc)|php -l|(?:ba|z|k|da)?sh -n)$/;
const loaders = /^(?:source|\.|[-s]?include|import)$/;
const plainPath = /^(?=.*[./])[\w@.+/-]+$/;
const wrappers =
  /^(?:\w+=.*|env|exec|command|eval|time|nice|nohup|sudo|timeout|[\d.]+[smh]?|if|then|else|do|while|until|not|[!{}]|npx|-.*)$/;
const settingOption =
  /^--?(?:[cfrITp]|(?:\w+-)*(?:config(?:-file|uration)?|conf|file|require|import|loader|rcfile|settings|setup|preset|plugin|rulesdir|ignore-path|env-file|reporter|baseline|bootstrap|build-?file|init-script|makefile|justfile|taskfile))$/;
// They look at what they are given, and run none of it.
const readers =
  /^(?:eslint|oxlint|biome|prettier|oxfmt|standard|xo|tsc|tsgo|stylelint|markdownlint(?:-cli2?)?|mypy|pyright|ruff|flake8|black|isort|pylint|bandit|shellcheck|shfmt|yamllint|hadolint|rubocop|phpcs|phpstan|gofmt|vet|golangci-lint|rustfmt|py_compile|cspell|codespell|typos|g?cc|clang|[cg]\+\+|cp|mv|rm|chmod|mkdir|touch|git|tar|zip)$/;

/** Whether a text begins as a command that runs something which a repository may hold. */
export const startsProgram = (words: readonly string[]): boolean => {
  const first = words.find((word) => !wrappers.test(word)) ?? words[0] ?? '';
  return (
    interpreters.test(posix.basename(first)) ||
    /^(?:[bg]?make|just|task|rake|tox|nox|npm|pnpm|yarn|bunx?|composer|mix)$/.test(first)
  );
};

/** The words of a command that may name files, each with what the command does with it. `names` says which do. */
export function namedWords(words: readonly string[], names: (word: string) => boolean): NamedWord[] {
  const reads = words.some((word) => readers.test(posix.basename(word)));
  const found: NamedWord[] = [];
  let awaited: 'run' | 'loaded' | null = null;
  let isFirst = true;
  for (const [at, word] of words.entries()) {
    const before = words[at - 1] ?? '';
    const program = posix.basename(word);
    const set = /^(-[^=]*)=(.+)$/.exec(word);
    if (set?.[1] !== undefined && settingOption.test(set[1])) found.push({ word: set[2] ?? '', role: 'setting' });
    else if (settingOption.test(before) && names(word) && !isCompiled(word)) found.push({ word, role: 'setting' });
    else if (before === '-m' && awaited === 'run') {
      found.push(...moduleFiles(word));
      awaited = null;
    } else if (awaited !== null && (names(word) || (awaited === 'loaded' && plainPath.test(word)))) {
      found.push({ word, role: awaited });
      if (awaited === 'run') awaited = null;
    } else if (loaders.test(word) && isFirst) awaited = 'loaded';
    else if (interpreters.test(program)) awaited = checksSyntax.test(`${program} ${words[at + 1] ?? ''}`) ? null : 'run';
    else if (isFirst) found.push({ word, role: 'command' });
    else if (!reads) found.push({ word, role: 'operand' });
    isFirst &&= wrappers.test(word);
  }
  return found;
}

const moduleFiles = (name: string): NamedWord[] => {
  const path = name.replaceAll('.', '/');
  return [`${path}.py`, `${path}/__main__.py`].map((word) => ({ word, role: 'run' }));
};
