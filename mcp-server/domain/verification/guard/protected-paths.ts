import picomatch from 'picomatch';
import type { FileChange } from '../../../infra/git/read-change.ts';
import type { Objection } from './objection.ts';

interface Protection {
  pattern: RegExp;
  kind: 'protected' | 'gate-changed';
  what: string;
}

// Paths are compared in lower case: some file systems hold `.Claude` and `.claude` for one.
const protections: Protection[] = [
  {
    pattern: /(?:^|\/)(?:\.claude|\.codex|\.cursor|\.gemini)(?:\/|$)|(?:^|\/)(?:\.mcp\.json|\.cursorrules)$/,
    kind: 'protected',
    what: 'it says how agents work here',
  },
  {
    pattern:
      /^\.github(?:\/|$)|^\.(?:gitlab-ci|travis|drone|appveyor)\.ya?ml$|^\.(?:gitlab|circleci|buildkite|woodpecker|forgejo|gitea)(?:\/|$)|^(?:azure-pipelines|bitbucket-pipelines|appveyor|cloudbuild|codecov)\.ya?ml$|^\.codecov\.ya?ml$|^jenkinsfile$/,
    kind: 'protected',
    what: 'it says what CI runs',
  },
  {
    pattern:
      /(?:^|\/)\.git(?:attributes|modules|hooks)?(?:\/|$)|(?:^|\/)\.husky(?:\/|$)|^\.?(?:lefthook|pre-commit-config|overcommit)\.(?:ya?ml|toml|json)$|(?:^|\/)\.lintstagedrc/,
    kind: 'protected',
    what: 'git obeys it, or runs it as a hook',
  },
  { pattern: /^fanout\.ya?ml$|^\.fanout(?:\/|$)|^\.worktreeinclude$/, kind: 'protected', what: 'it says how fanout works here' },
  {
    pattern: /(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.cjs|bunfig\.toml|\.envrc|\.cargo\/config(?:\.toml)?|pip\.conf)$/,
    kind: 'protected',
    what: 'package managers and shells obey it',
  },
  { pattern: /(?:^|\/)(?:\.vscode|\.idea|\.devcontainer)(?:\/|$)/, kind: 'protected', what: 'editors run what it says' },
  {
    pattern: /(?:^|\/)(?:node_modules|\.venv|site-packages)\//,
    kind: 'gate-changed',
    what: 'installed packages come from the lockfile, not from a commit',
  },
  {
    pattern:
      /(?:^|\/)(?:vitest|vite|jest|playwright|cypress|karma|ava|wdio|web-test-runner|stryker|babel|eslint)\.(?:config|workspace|conf|setup)\.[cm]?[jt]sx?$|(?:^|\/)(?:vitest\.workspace|jest|stryker|\.mocharc|\.nycrc|\.c8rc|\.taprc|\.swcrc|\.babelrc|\.eslintrc|\.oxlintrc|biome|knip|deno|turbo|nx|lerna|tsconfig[^/]*)(?:\.(?:jsonc?|[cm]?js|ya?ml|ts))?$|(?:^|\/)(?:\.eslintignore|\.prettierignore)$/,
    kind: 'gate-changed',
    what: 'it configures what the checks run, or what they leave out',
  },
  {
    pattern:
      /(?:^|\/)(?:\.?pytest\.(?:ini|toml)|\.?mypy\.ini|tox\.ini|noxfile\.py|setup\.cfg|conftest\.py|sitecustomize\.py|usercustomize\.py|\.coveragerc|\.?ruff\.toml|\.flake8|\.pylintrc|\.golangci\.(?:ya?ml|toml|json)|clippy\.toml|rust-toolchain(?:\.toml)?|\.rspec|phpunit\.xml(?:\.dist)?)$/,
    kind: 'gate-changed',
    what: 'it configures what the checks run, or what they leave out',
  },
];

/** Files of a change that decide over gates, agents, CI or git, and so may not come from a task. */
export function findProtected(changes: readonly FileChange[], protect: readonly string[]): Objection[] {
  const isNamed = protect.length > 0 ? picomatch([...protect], { dot: true }) : () => false;
  return changes.flatMap(({ path }) => {
    const found = protections.find(({ pattern }) => pattern.test(path.toLowerCase().normalize('NFKC')));
    if (found) return [{ kind: found.kind, path, what: `No task may change this file: ${found.what}.` }];
    return isNamed(path)
      ? [{ kind: 'protected', path, what: 'No task may change this file: `gates.protect` names it.' } satisfies Objection]
      : [];
  });
}
