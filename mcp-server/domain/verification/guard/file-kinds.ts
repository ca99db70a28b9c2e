import { posix } from 'node:path';

/** Whether a file's lines are commands of a shell: by its name, or by its first line where the name says nothing. */
export const isShell = (path: string, text = ''): boolean =>
  /\.(?:(?:ba|z|k|da)?sh|bats|mk|mak|just|ya?ml|ini|cfg|cmake|cmd|bat)$|(?:^|\/)CMakeLists\.txt$/i.test(path) ||
  (!posix.basename(path).slice(1).includes('.') &&
    !/(?:^|\/)(?:Rake|Vagrant|Danger|Pod|Fast|Brew|Guard|Cap)file$/.test(path) &&
    !/^#!(?!.*\b(?:ba|z|k|da)?sh\b)/.test(text));

/** Whether a name is that of a shell's script. */
export const isScript = (path: string): boolean => /\.(?:(?:ba|z|k|da)?sh|bats|mk|just|ps1|cmd|bat)$/i.test(path);

/** Whether a name is that of a program's text, in whatever language. */
export const isSource = (path: string): boolean =>
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py[ix]?|go|rs|java|kts?|scala|cs|fs|swift|rb|php|p[lm]|lua|exs?|erl|hs|ml|clj|dart|zig|nim|r|jl|html?|s?css|less|sql|proto|graphql)$/i.test(
    path,
  ) || isCompiled(path);

/** Whether a name is that of a text which only a compiler reads. */
export const isCompiled = (path: string): boolean => /\.(?:c|cc|cpp|cxx|h|hh|hpp|mm?|s|f90|f|d|v)$/i.test(path);

/** Whether a file is one in which honest work changes something all the time, and of which only sections belong to the checks. */
export const isManifest = (path: string): boolean =>
  /(?:^|\/)(?:(?:package|composer)\.json|pyproject\.toml|setup\.py|[\w.-]*requirements[\w.-]*\.txt|Cargo\.toml|go\.mod|Gemfile|Pipfile|mix\.exs|pom\.xml|(?:settings\.|build\.)gradle(?:\.kts)?|build\.sbt|Package\.swift|pnpm-workspace\.yaml|[\w.-]+[.-]lock(?:\.json|\.ya?ml|b)?|go\.sum|npm-shrinkwrap\.json|\.gitignore|Dockerfile)$/.test(
    path,
  ) || /\.(?:md|mdx|rst|adoc)$|(?:^|\/)(?:LICEN[CS]E|README|CHANGELOG|AUTHORS|NOTICE)[^/]*$/i.test(path);
